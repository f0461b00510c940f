package sun.nio.ch;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** A server channel whose accepted channels are looked up in the rules. */
final class RecordServerSocketChannelImpl extends ServerSocketChannelImpl {
    private final ProtocolFamily family;

    /** What the application has set for connections that are accepted, in bytes; 0 for nothing. */
    private volatile int receiveBuffer;

    RecordServerSocketChannelImpl(SelectorProvider provider) throws IOException {
        super(provider);
        this.family = defaultFamily();
    }

    RecordServerSocketChannelImpl(SelectorProvider provider, ProtocolFamily family) throws IOException {
        super(provider, family);
        this.family = family;
    }

    /** What the JDK takes where none is named. */
    static ProtocolFamily defaultFamily() {
        return Net.isIPv6Available() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    @Override
    public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
        super.bind(local, backlog);
        RecordSelectorProvider.hooks().bound();
        return this;
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        super.setOption(name, value);
        if (name == StandardSocketOptions.SO_RCVBUF) {
            receiveBuffer = (Integer) value;
        }
        return this;
    }

    @Override
    public SocketChannel accept() throws IOException {
        return adopt(super.accept());
    }

    @Override
    SocketChannel blockingAccept(long nanos) throws IOException {
        return adopt(super.blockingAccept(nanos));
    }

    /**
     * Puts a record channel on the descriptor of the accepted one, where a rule matches. The channel that the JDK made is
     * dropped: nothing else knows of it, and neither it nor its descriptor has a cleaner.
     */
    private SocketChannel adopt(SocketChannel accepted) {
        if (accepted == null) {
            return null;
        }
        RecordHooks hooks = RecordSelectorProvider.hooks();
        try {
            SocketChannelImpl plain = (SocketChannelImpl) accepted;
            // Not as shown to the application, which a security manager may keep from seeing it.
            Object rule = hooks.acceptRule(plain.localAddress());
            if (rule == null) {
                return accepted;
            }
            RecordSocketChannelImpl channel =
                    new RecordSocketChannelImpl(provider(), family, plain.getFD(), plain.remoteAddress(), hooks, rule);
            if (receiveBuffer != 0) {
                channel.receiveBuffer(receiveBuffer);
            }
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            hooks.failed("adopting an accepted connection", e);
            return accepted;
        }
    }

    @Override
    public String toString() {
        // The JDK prints the name of the class
        return ServerSocketChannelImpl.class.getName()
                + super.toString().substring(getClass().getName().length());
    }
}
