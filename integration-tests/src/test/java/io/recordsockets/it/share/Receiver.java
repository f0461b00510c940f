package io.recordsockets.it.share;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The far end of a connection: a plain channel, read by {@link Readers}, that compares each byte with what was written.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Receiver implements Closeable {
    enum Pace {
        AT_ONCE,
        SLOW,
        STALLED
    }

    /** So much a millisecond, where it is slow. */
    private static final int SLOW_BYTES = 32 << 10;

    final SocketChannel channel;
    private volatile Pace pace;

    // -- Guarded by this

    private final Queue<byte[]> expected = new ArrayDeque<>();
    private int offset;
    private long received;
    private long unexpected;
    private String wrong;
    private String end;

    // -- End of fields guarded by this

    /** @param receiveBuffer in bytes; 0 for that of the kernel */
    Receiver(SocketAddress to, Pace pace, int receiveBuffer) throws IOException {
        this.pace = pace;
        channel = to instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        channel.connect(to);
        channel.configureBlocking(false);
        Readers.SHARED.add(this);
    }

    Pace pace() {
        return pace;
    }

    void pace(Pace pace) {
        this.pace = pace;
    }

    /** These bytes are about to be written. */
    synchronized void expect(byte[] bytes) {
        if (bytes.length > 0) {
            expected.add(bytes);
        }
    }

    /** No more of what was expected will come than has been written: the write before has failed. */
    synchronized long received() {
        return received;
    }

    synchronized boolean gotAll() {
        return expected.isEmpty();
    }

    /** How the stream has ended; null while it has not. */
    synchronized String end() {
        return end;
    }

    /** Fails where a byte was not as expected. */
    synchronized void verify() {
        if (wrong != null) {
            throw new AssertionError(this.toString());
        }
    }

    void awaitAll() throws IOException {
        Sharing.await(() -> gotAll() || end() != null || wrong(), this::toString);
        verify();
        if (!gotAll()) {
            throw new AssertionError("ended early: " + this);
        }
    }

    void awaitEnd() throws IOException {
        Sharing.await(() -> end() != null || wrong(), this::toString);
        verify();
    }

    private synchronized boolean wrong() {
        return wrong != null;
    }

    /** Resets the connection. */
    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Readers.SHARED.remove(this);
    }

    /** By the reading thread: whether the stream goes on. */
    boolean read(ByteBuffer buffer) {
        try {
            buffer.clear();
            if (pace == Pace.SLOW) {
                buffer.limit(SLOW_BYTES);
            }
            int n = channel.read(buffer);
            if (n < 0) {
                ended("end of stream");
                return false;
            }
            compare(buffer.flip());
            return true;
        } catch (IOException e) {
            ended(e.toString());
            return false;
        }
    }

    private synchronized void ended(String how) {
        end = how;
    }

    private synchronized void compare(ByteBuffer bytes) {
        while (bytes.hasRemaining() && wrong == null) {
            byte[] next = expected.peek();
            if (next == null) {
                wrong = "more bytes than were written, more=" + bytes.remaining();
                return;
            }
            int n = Math.min(bytes.remaining(), next.length - offset);
            int differs = bytes.slice(bytes.position(), n).mismatch(ByteBuffer.wrap(next, offset, n));
            if (differs >= 0) {
                wrong = "another byte, at=" + (received + differs) + ", in its write=" + (offset + differs)
                        + ", length of the write=" + next.length;
                return;
            }
            bytes.position(bytes.position() + n);
            received += n;
            offset += n;
            if (offset == next.length) {
                offset = 0;
                expected.remove();
            }
        }
    }

    @Override
    public synchronized String toString() {
        return "receiver: " + (wrong == null ? "" : wrong + ", ") + pace + ", received=" + received + ", end=" + end
                + ", writes to come=" + expected.size();
    }
}
