package io.recordsockets.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import sun.nio.ch.RecordHooks;
import sun.nio.ch.RecordInbound;
import sun.nio.ch.RecordSelectorProvider;
import sun.nio.ch.RecordSharing;
import sun.nio.ch.RecordTransport;

/** A channel of the agent's with small buffers, the engine that has joined it, and the peer, a channel of the JDK's. */
final class JoinedPair implements AutoCloseable {
    static final int SMALL_BUFFER = 8 << 10;

    /** The answer to {@link RecordHooks#selectorsWork()}. */
    static volatile boolean selectorsWork = true;

    static {
        RecordSelectorProvider.install(new NoRules());
    }

    final SocketChannel channel;
    final SocketChannel peer;
    final QueueEngine engine;

    /** No connection is looked at for records. */
    private static final class NoRules implements RecordHooks {
        @Override
        public boolean selectorsWork() {
            return selectorsWork;
        }

        @Override
        public boolean mayAccept() {
            return false;
        }

        @Override
        public boolean mayConnect() {
            return true;
        }

        @Override
        public Object acceptRule(SocketAddress local) {
            return null;
        }

        @Override
        public Object connectRule(SocketAddress remote) {
            return null;
        }

        @Override
        public RecordInbound open(Object rule, RecordTransport transport) {
            throw new AssertionError("there is no rule");
        }

        @Override
        public int sharesFrom(Object rule) {
            throw new AssertionError("there is no rule");
        }

        @Override
        public RecordSharing share(Object rule, RecordTransport transport) {
            throw new AssertionError("there is no rule");
        }

        @Override
        public void bound() {}

        @Override
        public void failed(String what, Throwable cause) {
            throw new AssertionError(what, cause);
        }
    }

    /** Not joined yet. */
    JoinedPair(int queueLimit) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel = new RecordSelectorProvider().openSocketChannel();
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER);
            channel.connect(server.getLocalAddress());
            peer = server.accept();
        }
        engine = new QueueEngine(queueLimit);
    }

    /** Joined, in non-blocking mode. */
    static JoinedPair joined(int queueLimit) throws IOException {
        JoinedPair pair = new JoinedPair(queueLimit);
        pair.channel.configureBlocking(false);
        pair.engine.join(pair.channel);
        return pair;
    }

    static Selector openSelector() throws IOException {
        return new RecordSelectorProvider().openSelector();
    }

    /** What the peer reads until so many bytes are there or the stream ends; fails after 10 s. */
    byte[] read(int length) throws IOException {
        ByteBuffer got = ByteBuffer.allocate(length);
        peer.configureBlocking(false);
        try (Selector selector = peer.provider().openSelector()) {
            peer.register(selector, SelectionKey.OP_READ);
            while (got.hasRemaining()) {
                if (selector.select(10_000) == 0) {
                    throw new AssertionError("nothing came for 10 s, bytes before=" + got.position());
                }
                selector.selectedKeys().clear();
                if (peer.read(got) < 0) {
                    break;
                }
            }
        }
        byte[] bytes = new byte[got.position()];
        got.flip().get(bytes);
        return bytes;
    }

    /** Whether the stream has ended at the peer, which reads at most a byte more. */
    boolean ended() throws IOException {
        return read(1).length == 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        peer.close();
        engine.end();
    }
}
