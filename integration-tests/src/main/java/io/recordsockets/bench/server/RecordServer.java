package io.recordsockets.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Takes records from many connections on one selector thread, and either counts them ({@code sink}) or writes them
 * back ({@code echo}). On every wake-up it makes one read call for each ready key, into a buffer of 64 KiB or of the
 * size that is asked for, or with {@code drain} reads until nothing is left.
 *
 * <p>Arguments: {@code sink|echo PORT [BUFFER_BYTES [drain|RECORD_BYTES]]}, where port 0 is any; records that are
 * no length and a body are told by their length, which is that of all. Prints {@code listening PORT} and then obeys the
 * {@linkplain ControlPipe control pipe}.
 */
public final class RecordServer {
    /** What servers commonly read into. */
    public static final int BUFFER_BYTES = 64 * 1024;

    private static final int BACKLOG = 1024;

    private final Counters counters = new Counters();
    private final ByteBuffer shared;
    private final ServerSocketChannel listener;
    private final ControlPipe control;
    private final boolean echo;
    private final boolean drain;

    /** 0 where each record has its length in front. */
    private final int recordBytes;

    private RecordServer(ServerSocketChannel listener, boolean echo, int bufferBytes, boolean drain, int recordBytes) {
        this.shared = ByteBuffer.allocateDirect(bufferBytes);
        this.listener = listener;
        this.echo = echo;
        this.drain = drain;
        this.recordBytes = recordBytes;
        this.control = new ControlPipe(counters, System.in, System.out);
    }

    /** Serves until the control pipe ends. */
    public static void main(String[] args) throws IOException {
        if (args.length < 2 || !List.of("sink", "echo").contains(args[0])) {
            System.err.println("usage: RecordServer sink|echo PORT [BUFFER_BYTES [drain|RECORD_BYTES]]");
            System.exit(64);
        }
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])), BACKLOG);
        int bufferBytes = args.length > 2 ? Integer.parseInt(args[2]) : BUFFER_BYTES;
        boolean drain = args.length > 3 && args[3].equals("drain");
        int recordBytes = args.length > 3 && !drain ? Integer.parseInt(args[3]) : 0;
        new RecordServer(listener, args[0].equals("echo"), bufferBytes, drain, recordBytes).serve();
    }

    private void serve() throws IOException {
        Selector selector = Selector.open();
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println("listening " + listener.socket().getLocalPort());
        control.start();
        while (true) {
            counters.wakeup(selector.select());
            for (SelectionKey key : selector.selectedKeys()) {
                ready(selector, key);
            }
            selector.selectedKeys().clear();
            control.recordsSeen(counters.records());
        }
    }

    private void ready(Selector selector, SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            accept(selector);
            return;
        }
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.writable();
            }
            if (key.isValid() && key.isReadable()) {
                connection.readable();
            }
        } catch (IOException e) {
            System.err.println("connection failed: " + e);
            connection.channel.close();
        }
    }

    private void accept(Selector selector) throws IOException {
        SocketChannel channel = listener.accept();
        if (channel == null) {
            return;
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(
                echo
                        ? new EchoConnection(key, counters, drain, shared.capacity())
                        : new SinkConnection(key, counters, drain, shared, scanner()));
    }

    private Scanner scanner() {
        return recordBytes == 0 ? new RecordScanner() : Scanner.ofLength(recordBytes);
    }
}
