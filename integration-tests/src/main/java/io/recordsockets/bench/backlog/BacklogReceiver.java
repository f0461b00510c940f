package io.recordsockets.bench.backlog;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All receivers, on one selector thread. Writes down what came and when.
 *
 * <p>Prints {@code ready}, and obeys a line each:
 *
 * <pre>
 * connect HOST:PORT...   a receiver for each; they say their number; answers "connected"
 * bytes                  answers "bytes NS COUNT..." with what has come in on each connection
 * await URGENT           answers "there" when each connection has so many urgent records
 * settle MS              answers "settled" when nothing has come in for so long
 * dump                   the lines of {@link Arrivals#print}, and then "end"
 * disconnect             answers "disconnected"
 * </pre>
 */
public final class BacklogReceiver {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long POLL_MS = 2;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Queue<Connection> joining = new ConcurrentLinkedQueue<>();
    private final List<Connection> connections = new ArrayList<>();

    private record Connection(SocketChannel channel, Arrivals arrivals) {}

    private BacklogReceiver() throws IOException {
        selector = Selector.open();
    }

    /** Receives until the control pipe ends. */
    public static void main(String[] args) throws IOException {
        BacklogReceiver program = new BacklogReceiver();
        Thread thread = new Thread(program::receive, "receivers");
        thread.setDaemon(true);
        thread.start();
        System.out.println("ready");
        Commands.obey(program::handle);
    }

    private void handle(String[] words) throws IOException, InterruptedException {
        switch (words[0]) {
            case "connect" -> {
                for (int i = 1; i < words.length; i++) {
                    connect(words[i]);
                }
                System.out.println("connected");
            }
            case "bytes" -> System.out.println("bytes " + bytes());
            case "await" -> {
                for (Connection connection : connections) {
                    while (connection.arrivals.urgent() < Integer.parseInt(words[1])) {
                        Thread.sleep(POLL_MS);
                    }
                }
                System.out.println("there");
            }
            case "settle" -> {
                settle(Long.parseLong(words[1]));
                System.out.println("settled");
            }
            case "dump" -> dump();
            case "disconnect" -> {
                for (Connection connection : connections) {
                    connection.channel.close();
                }
                connections.clear();
                selector.wakeup();
                System.out.println("disconnected");
            }
            default ->
                throw new IOException("unknown command: name=" + words[0]
                        + "; known: connect, bytes, await, settle, dump, disconnect");
        }
    }

    private void connect(String address) throws IOException {
        int colon = address.indexOf(':');
        SocketChannel channel = SocketChannel.open(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
        channel.write(ByteBuffer.wrap(new byte[] {(byte) connections.size()}));
        channel.configureBlocking(false);
        Connection connection = new Connection(channel, new Arrivals());
        connections.add(connection);
        joining.add(connection);
        selector.wakeup();
    }

    private String bytes() {
        StringBuilder line = new StringBuilder();
        line.append(System.nanoTime());
        for (Connection connection : connections) {
            line.append(' ').append(connection.arrivals.bytes());
        }
        return line.toString();
    }

    private void settle(long quietMs) throws InterruptedException {
        String last;
        String now = counts();
        do {
            last = now;
            Thread.sleep(quietMs);
            now = counts();
        } while (!now.equals(last));
    }

    private String counts() {
        String line = bytes();
        return line.substring(line.indexOf(' '));
    }

    private void dump() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < connections.size(); i++) {
            if (connections.get(i).arrivals.isInside()) {
                lines.append("part ").append(i).append('\n');
            }
            connections.get(i).arrivals.print(i, lines);
        }
        System.out.println(lines.append("end"));
    }

    private void receive() {
        try {
            while (true) {
                selector.select();
                for (Connection joined = joining.poll(); joined != null; joined = joining.poll()) {
                    joined.channel.register(selector, SelectionKey.OP_READ, joined.arrivals);
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        read((SocketChannel) key.channel(), (Arrivals) key.attachment());
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            Commands.fail("receivers failed: cause=" + e);
        }
    }

    private void read(SocketChannel channel, Arrivals arrivals) throws IOException {
        int length;
        try {
            length = channel.read(buffer.clear());
        } catch (IOException e) {
            // the sender dropped the connection at the end of a window
            length = -1;
        }
        if (length < 0) {
            channel.close();
            return;
        }
        arrivals.read(buffer.flip(), System.nanoTime());
    }
}
