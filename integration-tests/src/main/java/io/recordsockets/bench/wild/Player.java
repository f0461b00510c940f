package io.recordsockets.bench.wild;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays the traffic of one row to one program: it is all the peers of the row. Steps are done when they are due, or, where a
 * write or an answer took longer, at once; when they were done is what counts. A peer whose program has closed goes silent. All go silent where the traffic takes twice its time and a second: the
 * program is so late with its own turns that the rest would tell nothing new.
 *
 * <p><b>Threading:</b> one thread; its connections stay open until it is closed.
 */
public final class Player implements Callable<List<Message>>, AutoCloseable {
    private static final int PATIENCE_MS = 4_000;
    private static final int BACKLOG = 64;
    private static final long LAG_NS = 1_000_000_000L;

    private final WildProcess program;
    private final String row;
    private final Traffic traffic;
    private final ServerSocketChannel listener;
    private final Peer[] peers;
    private final List<Message> messages = new ArrayList<>();
    private long bytes;

    /** One connection. */
    private static final class Peer {
        final SocketChannel channel;
        final int port;
        long written;
        boolean silent;

        Peer(SocketChannel channel, int port) {
            this.channel = channel;
            this.port = port;
        }
    }

    /** Listens at once where the program connects. */
    public Player(WildProcess program, String row, Manner manner, int port, Traffic traffic) throws IOException {
        this.program = program;
        this.row = row;
        this.traffic = traffic;
        this.peers = new Peer[traffic.connections()];
        this.listener = manner.dials() ? ServerSocketChannel.open() : null;
        if (listener != null) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            listener.socket().setSoTimeout(PATIENCE_MS);
        }
    }

    /** Plays it all; answers what was sent. */
    @Override
    public List<Message> call() throws IOException {
        long startNs = System.nanoTime();
        for (Step step : traffic.steps()) {
            if (System.nanoTime() - startNs > 2 * step.atNs() + LAG_NS) {
                break;
            }
            awaitTime(startNs + step.atNs());
            Peer peer = peers[step.connection()];
            if (peer == null) {
                peer = open();
                peers[step.connection()] = peer;
            }
            if (!peer.silent) {
                play(step, peer);
            }
        }
        return List.copyOf(messages);
    }

    /** How many bytes the program is to be given. */
    public long bytes() {
        return bytes;
    }

    private static void awaitTime(long ns) {
        for (long left = ns - System.nanoTime(); left > 0; left = ns - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private Peer open() throws IOException {
        if (listener == null) {
            SocketChannel channel =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), program.port(row)));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, !traffic.nagle());
            return new Peer(channel, ((InetSocketAddress) channel.getLocalAddress()).getPort());
        }
        program.dial(row, listener.socket().getLocalPort());
        SocketChannel channel = listener.socket().accept().getChannel();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, !traffic.nagle());
        return new Peer(channel, ((InetSocketAddress) channel.getRemoteAddress()).getPort());
    }

    private void play(Step step, Peer peer) {
        try {
            switch (step.kind()) {
                case AWAIT_HEAD -> awaitHead(peer);
                case URGENT -> peer.channel.socket().sendUrgentData('!');
                case PART, MESSAGE -> write(step, peer);
            }
        } catch (IOException e) {
            peer.silent = true;
        }
    }

    private void write(Step step, Peer peer) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(step.bytes());
        long sentNs = System.nanoTime();
        while (from.hasRemaining()) {
            peer.channel.write(from);
        }
        peer.written += step.bytes().length;
        bytes += step.bytes().length;
        if (step.kind() == Step.Kind.MESSAGE) {
            messages.add(new Message(peer.port, peer.written, sentNs));
        }
    }

    private static void awaitHead(Peer peer) throws IOException {
        // by the stream of the socket, which alone has a time limit
        peer.channel.socket().setSoTimeout(PATIENCE_MS);
        byte[] buffer = new byte[4096];
        int length = 0;
        do {
            int n = peer.channel.socket().getInputStream().read(buffer, length, buffer.length - length);
            if (n <= 0) {
                throw new EOFException("program closed the connection: row bytes=" + length);
            }
            length += n;
        } while (!Manner.endsHead(ByteBuffer.wrap(buffer, 0, length)));
    }

    @Override
    public void close() throws IOException {
        for (Peer peer : peers) {
            if (peer != null) {
                peer.channel.close();
            }
        }
        if (listener != null) {
            listener.close();
        }
    }
}
