package io.recordsockets.outbound.transport;

import io.recordsockets.os.KernelOptions;
import io.recordsockets.os.LinuxSocketOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A channel of the JDK's, or of whoever has wrapped one.
 *
 * <p>An application may set it to blocking mode all the same, and a write would then wait for the receiver, and with it whoever
 * sends. So each call looks at the mode first, and holds the lock under which it changes.
 */
public final class ChannelTransport implements Transport {
    private final SocketChannel channel;

    private final KernelBytesOption kernelBytes = new KernelBytes();

    private boolean wasBlocking;

    private final class KernelBytes extends KernelBytesOption {
        @Override
        int get() {
            return KernelOptions.get(channel, LinuxSocketOptions.IPPROTO_TCP, LinuxSocketOptions.TCP_NOTSENT_LOWAT);
        }

        @Override
        boolean set(int bytes) {
            return KernelOptions.set(
                    channel, LinuxSocketOptions.IPPROTO_TCP, LinuxSocketOptions.TCP_NOTSENT_LOWAT, bytes);
        }
    }

    ChannelTransport(SocketChannel channel) {
        this.channel = channel;
    }

    /** Whether a channel is the open connection between two addresses. */
    public static boolean connects(SocketChannel channel, SocketAddress local, SocketAddress remote) {
        try {
            return remote.equals(channel.getRemoteAddress()) && local.equals(channel.getLocalAddress());
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }

    @Override
    public void join(ApplicationCalls calls) throws IOException {
        synchronized (channel.blockingLock()) {
            wasBlocking = channel.isBlocking();
            channel.configureBlocking(false);
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        synchronized (channel.blockingLock()) {
            checkMode();
            return channel.write(src);
        }
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        synchronized (channel.blockingLock()) {
            checkMode();
            return channel.write(srcs, offset, length);
        }
    }

    @Override
    public long write(FileChannel file, long position, long count) throws IOException {
        synchronized (channel.blockingLock()) {
            checkMode();
            return file.transferTo(position, count, channel);
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        synchronized (channel.blockingLock()) {
            checkMode();
            return channel.read(dst);
        }
    }

    @Override
    public void checkMode() throws IOException {
        if (channel.isBlocking()) {
            throw new IOException(
                    "the channel was set to blocking mode while it is a record socket; detach() gives it back first",
                    new IllegalBlockingModeException());
        }
    }

    @Override
    public SelectionKey register(Selector selector, int ops, Object attachment) throws IOException {
        synchronized (channel.blockingLock()) {
            checkMode();
            return channel.register(selector, ops, attachment);
        }
    }

    @Override
    public boolean kernelBytes(int bytes) {
        return kernelBytes.limit(bytes);
    }

    @Override
    public void room() {
        // The application writes past us, if it does: nobody waits.
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close(boolean reset) throws IOException {
        linger(reset);
        // The JDK keeps the descriptor until every selector has forgotten it, also one of the application's that
        // sleeps.
        if (reset && channel.isRegistered() && !KernelOptions.reset(channel)) {
            // Wakes one that waits for input. With any other, the reset comes with its next turn.
            shutdownInput();
        }
        channel.close();
    }

    /** No close is to wait for the peer. Linux sends what is left in any case; to linger there is to wait, and nothing else. */
    private void linger(boolean reset) {
        try {
            if (reset) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } else if (channel.getOption(StandardSocketOptions.SO_LINGER) > 0) {
                channel.setOption(StandardSocketOptions.SO_LINGER, -1);
            }
        } catch (IOException | RuntimeException e) {
            // Closed, or a channel that does not know the option: to close it is all that is left.
        }
    }

    private void shutdownInput() {
        try {
            channel.shutdownInput();
        } catch (IOException | RuntimeException e) {
            // As above.
        }
    }

    @Override
    public void release() throws IOException {
        if (wasBlocking) {
            channel.configureBlocking(true);
        }
    }
}
