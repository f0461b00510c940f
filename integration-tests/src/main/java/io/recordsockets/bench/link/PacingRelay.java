package io.recordsockets.bench.link;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands on what a sender says at a given rate, shared by all connections of a lane, as a slow link would. It keeps little
 * itself: small receive buffers, so that what the rate holds back stays with the sender. What receivers say goes back as it
 * comes.
 *
 * <p>Arguments: {@code PORT LANES BITS_PER_SECOND}, where the port is that of the sender. Prints {@code listening} with the
 * ports of the lanes, and ends with its standard input.
 *
 * <p><b>Threading:</b> two threads for each connection, and one for each lane that accepts.
 */
public final class PacingRelay {
    private static final int CHUNK_BYTES = 8 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BACKLOG = 1024;

    private PacingRelay() {}

    /** Relays until the standard input ends. */
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        StringBuilder ports = new StringBuilder("listening");
        for (int lane = 0; lane < Integer.parseInt(args[1]); lane++) {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            Pace pace = new Pace(Long.parseLong(args[2]));
            start(() -> accept(listener, port, pace));
            ports.append(' ').append(listener.getLocalPort());
        }
        System.out.println(ports);
        Commands.obey(words -> {
            throw new IOException("a relay takes no commands: name=" + words[0]);
        });
    }

    private static void accept(ServerSocket listener, int port, Pace pace) throws IOException {
        while (true) {
            Socket receiver = listener.accept();
            Socket sender = new Socket();
            sender.setReceiveBufferSize(BUFFER_BYTES);
            sender.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            receiver.setTcpNoDelay(true);
            receiver.setSendBufferSize(BUFFER_BYTES);
            start(() -> copy(sender, receiver, pace));
            start(() -> copy(receiver, sender, null));
        }
    }

    private static void copy(Socket from, Socket to, Pace pace) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (from;
                to) {
            for (int length = from.getInputStream().read(chunk);
                    length >= 0;
                    length = from.getInputStream().read(chunk)) {
                if (pace != null) {
                    pace.await(length);
                }
                to.getOutputStream().write(chunk, 0, length);
            }
        }
    }

    private static void start(Job job) {
        Thread thread = new Thread(() -> run(job), "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run(Job job) {
        try {
            job.run();
        } catch (IOException e) {
            // a connection ended, in whatever way: both its ends see that for themselves
        }
    }

    /** What a thread does. */
    @FunctionalInterface
    private interface Job {
        void run() throws IOException;
    }

    /** Gives out the rate of a lane, one chunk after the other. */
    static final class Pace {
        /** A lane that was idle may not catch up on more than this. */
        private static final long CATCH_UP_NS = TimeUnit.MILLISECONDS.toNanos(2);

        private final double nsPerByte;
        private long freeNs = System.nanoTime();

        Pace(long bitsPerSecond) {
            nsPerByte = 8e9 / bitsPerSecond;
        }

        /** Waits for the turn of so many bytes. */
        void await(int bytes) {
            long endNs = book(bytes, System.nanoTime());
            while (endNs - System.nanoTime() > 0) {
                LockSupport.parkNanos(endNs - System.nanoTime());
            }
        }

        /** When so many more bytes are through. */
        synchronized long book(int bytes, long nowNs) {
            freeNs = Math.max(freeNs, nowNs - CATCH_UP_NS) + (long) (bytes * nsPerByte);
            return freeNs;
        }
    }
}
