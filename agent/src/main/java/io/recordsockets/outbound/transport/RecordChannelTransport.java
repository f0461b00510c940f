package io.recordsockets.outbound.transport;

import io.recordsockets.os.KernelOptions;
import io.recordsockets.os.LinuxSocketOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import sun.nio.ch.RecordOutbound;
import sun.nio.ch.RecordSelectorProvider;
import sun.nio.ch.RecordSink;
import sun.nio.ch.RecordTransport;

/**
 * A channel of the agent's, whose own writes join the queue. Not to be loaded without the agent: the types that it names
 * exist only there.
 */
public final class RecordChannelTransport implements Transport {
    private final SocketChannel channel;

    /** Set by {@link #join}, before any other use. */
    private volatile RecordSink sink;

    private final KernelBytesOption kernelBytes = new KernelBytes();
    private boolean wasBlocking;

    private final class KernelBytes extends KernelBytesOption {
        @Override
        int get() {
            try {
                return sink.intOption(LinuxSocketOptions.IPPROTO_TCP, LinuxSocketOptions.TCP_NOTSENT_LOWAT);
            } catch (IOException e) {
                return KernelOptions.UNKNOWN;
            }
        }

        @Override
        boolean set(int bytes) {
            try {
                sink.intOption(LinuxSocketOptions.IPPROTO_TCP, LinuxSocketOptions.TCP_NOTSENT_LOWAT, bytes);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    public RecordChannelTransport(SocketChannel channel) {
        this.channel = channel;
    }

    /** Whether the agent has made this channel. */
    static boolean fits(SocketChannel channel) {
        return channel instanceof RecordTransport;
    }

    /** The rule that matched its connection; null where none did. */
    static Object rule(SocketChannel channel) {
        return ((RecordTransport) channel).rule();
    }

    /** The open channel between two addresses that is registered with a selector of the agent's; null where there is none. */
    static SocketChannel find(SocketAddress local, SocketAddress remote) {
        for (Selector selector : RecordSelectorProvider.selectors()) {
            try {
                for (SelectionKey key : selector.keys()) {
                    if (key.channel() instanceof SocketChannel channel
                            && fits(channel)
                            && ChannelTransport.connects(channel, local, remote)) {
                        return channel;
                    }
                }
            } catch (ClosedSelectorException e) {
                // Its channels are with others, if they are open.
            }
        }
        return null;
    }

    /** Whether the application may have written to a channel that {@link #find} gave. */
    static boolean written(SocketChannel channel) {
        return ((RecordTransport) channel).written();
    }

    @Override
    public void join(ApplicationCalls calls) throws IOException {
        join(new JoinedWrites(calls, this));
    }

    /**
     * Has the application's own calls go to an engine.
     *
     * @throws IOException if the channel is closed
     */
    public void join(RecordOutbound engine) throws IOException {
        synchronized (channel.blockingLock()) {
            wasBlocking = channel.isBlocking();
            channel.configureBlocking(false);
            RecordSink made = ((RecordTransport) channel).sink();
            sink = made;
            // Nobody changes the mode in between.
            made.join(engine);
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return sink.send(src);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return sink.send(srcs, offset, length);
    }

    @Override
    public long write(FileChannel file, long position, long count) throws IOException {
        return sink.send(file, position, count);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return sink.receive(dst);
    }

    @Override
    public void checkMode() {
        // What the engine uses is always in non-blocking mode, whatever the application's channel is.
    }

    @Override
    public SelectionKey register(Selector selector, int ops, Object attachment) throws IOException {
        return sink.register(selector, ops, attachment);
    }

    @Override
    public boolean kernelBytes(int bytes) {
        return kernelBytes.limit(bytes);
    }

    @Override
    public void room() {
        sink.room();
    }

    @Override
    public boolean isOpen() {
        return sink.isOpen();
    }

    @Override
    public void shutdownOutput() throws IOException {
        sink.shutdownOutput();
    }

    @Override
    public void close(boolean reset) {
        sink.close(reset);
    }

    @Override
    public void release() throws IOException {
        sink.release();
        if (wasBlocking) {
            channel.configureBlocking(true);
        }
    }

    /** The connection is the engine's alone, and nobody looks for records in it any more: a byte is reported as it comes. */
    public void handedOver() {
        try {
            sink.intOption(LinuxSocketOptions.SOL_SOCKET, LinuxSocketOptions.SO_RCVLOWAT, 1);
        } catch (IOException e) {
            // Closed: nothing is reported at all.
        }
    }
}
