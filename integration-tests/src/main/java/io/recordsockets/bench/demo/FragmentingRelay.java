package io.recordsockets.bench.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a client and a server and hands on what the client sends in small pieces, with a small pause behind
 * each, as a slow network would. What the server answers goes back as it comes.
 *
 * <p><b>Threading:</b> two threads for each connection, and one that accepts. Close ends all connections.
 */
public final class FragmentingRelay implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final int serverPort;
    private final int pieceBytes;
    private final long pauseNs;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /**
     * Begins to accept on the loopback address.
     *
     * @param serverPort where the server listens
     * @param pieceBytes how much it hands on at once
     * @param pauseNs how long it waits behind each piece, at least, in nanoseconds
     */
    public FragmentingRelay(int serverPort, int pieceBytes, long pauseNs) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        this.pieceBytes = pieceBytes;
        this.pauseNs = pauseNs;
        start("accept", this::accept);
    }

    /** Where clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            for (Socket socket : new Socket[] {client, server}) {
                socket.setTcpNoDelay(true);
                sockets.add(socket);
            }
            start("requests", () -> copy(client, server, pieceBytes, pauseNs));
            start("answers", () -> copy(server, client, BUFFER_BYTES, 0));
        }
    }

    private static void copy(Socket from, Socket to, int pieceBytes, long pauseNs) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                for (int offset = 0; offset < length; offset += pieceBytes) {
                    out.write(buffer, offset, Math.min(pieceBytes, length - offset));
                    if (pauseNs > 0) {
                        LockSupport.parkNanos(pauseNs);
                    }
                }
            }
        }
    }

    private static void start(String name, Job job) {
        Thread thread = new Thread(() -> run(job), "relay " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void run(Job job) {
        try {
            job.run();
        } catch (IOException e) {
            // a connection ended, in whatever way: its client and its server see that for themselves
        }
    }

    /** What a thread does. */
    @FunctionalInterface
    private interface Job {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
