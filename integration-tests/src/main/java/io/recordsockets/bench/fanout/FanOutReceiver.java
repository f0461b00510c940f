package io.recordsockets.bench.fanout;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All receivers of all senders, on one selector thread with one buffer. Each read is checked against what is expected at that
 * place of the stream; a wrong byte count or a record out of turn ends the process, and the run with it.
 *
 * <p>Prints {@code ready}, and obeys a line each:
 *
 * <pre>
 * connect PORT RECEIVERS RECORD_BYTES plain|zmtp FILE   answers "connected"
 * stall PORT RECEIVERS                                  others that read nothing; answers "stalled"
 * check PORT RECORDS                                    each of them has exactly so many; answers "right"
 * disconnect PORT                                       answers "disconnected"
 * </pre>
 */
public final class FanOutReceiver {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Queue<Receiver> joining = new ConcurrentLinkedQueue<>();
    private final Map<Integer, List<SocketChannel>> stalled = new HashMap<>();
    private final Map<Integer, Receiver[]> receivers = new ConcurrentHashMap<>();

    private FanOutReceiver() throws IOException {
        selector = Selector.open();
    }

    /** Receives until the control pipe ends. */
    public static void main(String[] args) throws IOException {
        FanOutReceiver program = new FanOutReceiver();
        Thread thread = new Thread(program::receive, "receivers");
        thread.setDaemon(true);
        thread.start();
        System.out.println("ready");
        Commands.obey(program::handle);
    }

    private void handle(String[] words) throws IOException {
        int port = Integer.parseInt(words[1]);
        switch (words[0]) {
            case "connect" -> {
                connect(port, Integer.parseInt(words[2]), Integer.parseInt(words[3]), words[4], Path.of(words[5]));
                System.out.println("connected");
            }
            case "stall" -> {
                List<SocketChannel> others = stalled.computeIfAbsent(port, any -> new ArrayList<>());
                for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                    others.add(open(port));
                }
                System.out.println("stalled");
            }
            case "check" -> {
                for (Receiver receiver : receivers.get(port)) {
                    receiver.check(Long.parseLong(words[2]));
                }
                System.out.println("right");
            }
            case "disconnect" -> {
                for (Receiver receiver : receivers.remove(port)) {
                    receiver.channel.close();
                }
                if (stalled.containsKey(port)) {
                    for (SocketChannel channel : stalled.remove(port)) {
                        channel.close();
                    }
                }
                selector.wakeup();
                System.out.println("disconnected");
            }
            default ->
                throw new IOException(
                        "unknown command: name=" + words[0] + "; known: connect, stall, check, disconnect");
        }
    }

    private void connect(int port, int count, int recordBytes, String kind, Path file) throws IOException {
        boolean zmtp = kind.equals("zmtp");
        int prefix = zmtp ? Zmtp.prefixBytes(recordBytes) : 0;
        Progress progress = Progress.map(file, count);
        Receiver[] all = new Receiver[count];
        for (int i = 0; i < count; i++) {
            SocketChannel channel = open(port);
            if (zmtp) {
                Zmtp.subscribe(channel);
            }
            channel.configureBlocking(false);
            all[i] = new Receiver(channel, progress, i, recordBytes, prefix);
            joining.add(all[i]);
        }
        receivers.put(port, all);
        selector.wakeup();
    }

    private static SocketChannel open(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private void receive() {
        try {
            while (true) {
                selector.select();
                for (Receiver receiver = joining.poll(); receiver != null; receiver = joining.poll()) {
                    receiver.channel.register(selector, SelectionKey.OP_READ, receiver);
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        ((Receiver) key.attachment()).readable(buffer);
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            Commands.fail("receivers failed: cause=" + e);
        }
    }
}
