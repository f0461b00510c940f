package io.recordsockets.it.program;

import io.recordsockets.it.contract.Pair;
import io.recordsockets.it.contract.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An echo server of a kind (the argument) and clients that send records in random cuts and end in different ways. Prints,
 * client by client, what both sides saw; the same at each run.
 */
public final class Echo {
    private static final int CLIENTS = 16;

    private final Map<Integer, String> seen = new ConcurrentHashMap<>();
    private final Map<Integer, SocketAddress> addresses = new ConcurrentHashMap<>();

    private Echo() {}

    /** The kind of server. */
    public static void main(String[] arguments) throws Exception {
        new Echo().run(arguments[0]);
    }

    private void run(String kind) throws Exception {
        try (ServerSocketChannel listener = Pair.listen()) {
            SocketAddress address = listener.getLocalAddress();
            EchoServers servers = new EchoServers(listener, CLIENTS);
            Thread server = new Thread(() -> {
                try {
                    servers.run(kind);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            server.start();
            Thread[] clients = new Thread[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                int id = i;
                clients[i] = new Thread(() -> client(id, address));
                clients[i].start();
            }
            for (Thread client : clients) {
                client.join();
            }
            Map<SocketAddress, String> ends = servers.ends();
            server.join();
            for (Map.Entry<Integer, String> client : new TreeMap<>(seen).entrySet()) {
                System.out.println("client " + client.getKey() + ": " + client.getValue());
                System.out.println("server " + client.getKey() + ": " + ends.get(addresses.get(client.getKey())));
            }
        }
    }

    private void client(int id, SocketAddress address) {
        StreamDigest digest = new StreamDigest();
        try (SocketChannel channel = SocketChannel.open(address)) {
            addresses.put(id, channel.getLocalAddress());
            Random random = new Random(id);
            byte[] sent = stream(id, random);
            // The reader keeps the window open while this thread sends.
            byte[] echo = new byte[sent.length];
            Thread reader = new Thread(() -> {
                try {
                    ByteBuffer target = ByteBuffer.wrap(echo);
                    while (target.hasRemaining() && channel.read(target) >= 0) {}
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            reader.start();
            for (int at = 0; at < sent.length; ) {
                int piece = Math.min(sent.length - at, 1 + random.nextInt(random.nextBoolean() ? 10 : 2_000));
                Pair.writeFully(channel, Arrays.copyOfRange(sent, at, at + piece));
                at += piece;
            }
            reader.join();
            digest.add(echo, 0, echo.length);
            seen.put(id, Arrays.equals(sent, echo) + " " + digest + ", then " + end(id, channel));
        } catch (IOException | InterruptedException e) {
            seen.put(id, digest + ", then " + e);
        }
    }

    /** Ends after the last record or in the middle of one. */
    private static byte[] stream(int id, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 30; i++) {
            all.writeBytes(Payload.of(5 + random.nextInt(i % 7 == 0 ? 30_000 : 500), random.nextLong()));
        }
        if (id % 4 >= 2) {
            all.write(Payload.of(700, id), 0, 311);
        }
        return all.toByteArray();
    }

    private static String end(int id, SocketChannel channel) throws IOException {
        if (id % 2 == 0) {
            channel.shutdownOutput();
            return "read=" + channel.read(ByteBuffer.allocate(10));
        }
        if (id % 8 >= 4) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        channel.close();
        return "closed";
    }
}
