package io.recordsockets.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.monitor.RuleCounters;
import io.recordsockets.os.LinuxSocketOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import sun.nio.ch.RecordSink;
import sun.nio.ch.RecordTransport;

/**
 * A connection without a socket: keeps what was sent, and how. The kernel has unsent bytes where {@link #lags}.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class FakeSocket implements RecordTransport {
    final RuleCounters counters = new RuleCounters();
    final SharedWrites writes;

    /** How much of what is offered is taken. */
    IntUnaryOperator appetite = IntUnaryOperator.identity();

    /** Whether the kernel still has bytes to send. */
    boolean lags = true;

    /** Runs when bytes are about to be taken from memory. */
    Runnable beforeCopy = () -> {};

    /** Runs when bytes are about to be taken from the store. */
    Runnable beforeTransfer = () -> {};

    IOException pollFailure;
    IOException sendFailure;
    IOException transferFailure;

    /** Runs when bytes have been taken from memory. */
    Runnable afterSend = () -> {};

    int copies;
    int transfers;
    long transferred;
    int looks;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private int notSentMark;

    FakeSocket(RecentWrites recent, boolean always) {
        writes = new SharedWrites(this, recent, counters, always);
    }

    byte[] stream() {
        return stream.toByteArray();
    }

    /** What came since the last call. */
    byte[] take() {
        byte[] bytes = stream.toByteArray();
        stream.reset();
        return bytes;
    }

    /** As an application that comes back with what is left, until nothing is. */
    void writeFully(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            int before = src.remaining();
            int n = src.remaining() < writes.from() ? send(src) : writes.write(src);
            assertEquals(before - src.remaining(), n, "what a write answers and what it took");
            checkOption();
        }
    }

    void writeFully(ByteBuffer... srcs) throws IOException {
        for (long left = remaining(srcs); left > 0; left = remaining(srcs)) {
            boolean large = false;
            for (ByteBuffer src : srcs) {
                large |= src.remaining() >= writes.from();
            }
            long n = large ? writes.write(srcs, 0, srcs.length) : send(srcs, 0, srcs.length);
            assertEquals(left - remaining(srcs), n, "what a write answers and what it took");
            checkOption();
        }
    }

    /** The option is the kernel's, or an engine's, to have. */
    void checkOption() {
        assertEquals(0, notSentMark, "TCP_NOTSENT_LOWAT is as it was");
    }

    private static long remaining(ByteBuffer... srcs) {
        long remaining = 0;
        for (ByteBuffer src : srcs) {
            remaining += src.remaining();
        }
        return remaining;
    }

    private int offer(int length) {
        int taken = length == 0 ? 0 : appetite.applyAsInt(length);
        assertTrue(taken >= 0 && taken <= length, "the test's own appetite, taken=" + taken + ", length=" + length);
        return taken;
    }

    // -- What the store calls

    @Override
    public int send(ByteBuffer src) throws IOException {
        checkSend();
        beforeCopy.run();
        copies++;
        int n = copy(src, offer(src.remaining()));
        afterSend.run();
        return n;
    }

    private void checkSend() throws IOException {
        if (sendFailure != null) {
            throw sendFailure;
        }
    }

    private int copy(ByteBuffer src, int n) {
        byte[] bytes = new byte[n];
        src.get(bytes);
        stream.writeBytes(bytes);
        return n;
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        checkSend();
        beforeCopy.run();
        copies++;
        int all = 0;
        for (int i = offset; i < offset + length; i++) {
            all += srcs[i].remaining();
        }
        int taken = offer(all);
        int left = taken;
        for (int i = offset; i < offset + length; i++) {
            left -= copy(srcs[i], Math.min(left, srcs[i].remaining()));
        }
        return taken;
    }

    @Override
    public long send(FileChannel file, long position, long count) throws IOException {
        beforeTransfer.run();
        transfers++;
        if (transferFailure != null) {
            throw transferFailure;
        }
        int taken = offer((int) count);
        if (taken > 0) {
            assertEquals(taken, file.transferTo(position, taken, new Sink()), "the store has all the bytes");
        }
        transferred += taken;
        return taken;
    }

    /** Not interruptible, as a socket in non-blocking mode is not. */
    private final class Sink implements WritableByteChannel {
        @Override
        public int write(ByteBuffer src) {
            return copy(src, src.remaining());
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Override
    public int poll(int events) throws IOException {
        assertEquals(LinuxSocketOptions.POLLOUT, events);
        assertEquals(1, notSentMark, "a look that does not mean unsent bytes");
        looks++;
        if (pollFailure != null) {
            throw pollFailure;
        }
        return lags ? 0 : events;
    }

    @Override
    public void intOption(int level, int option, int value) {
        assertEquals(LinuxSocketOptions.IPPROTO_TCP, level);
        assertEquals(LinuxSocketOptions.TCP_NOTSENT_LOWAT, option);
        notSentMark = value;
    }

    @Override
    public boolean waitsSeeUrgent() {
        return true;
    }

    @Override
    public boolean blocking() {
        return false;
    }

    // -- Not for those who share

    @Override
    public ReentrantLock readLock() {
        throw none();
    }

    @Override
    public boolean readsMayWait() {
        throw none();
    }

    @Override
    public boolean receiveMayWait() {
        throw none();
    }

    @Override
    public int receive(ByteBuffer dst) {
        throw none();
    }

    @Override
    public long receive(ByteBuffer[] dsts, int offset, int length) {
        throw none();
    }

    @Override
    public int receive(byte[] dst, int offset, int length, long timeoutNs) {
        throw none();
    }

    @Override
    public boolean written() {
        throw new AssertionError("nobody has asked for that here");
    }

    @Override
    public void discard() {
        throw none();
    }

    @Override
    public void endOutputIfRegistered() {
        throw none();
    }

    @Override
    public int receivable() {
        throw none();
    }

    @Override
    public boolean awaitReceivable(long timeoutNs) {
        throw none();
    }

    @Override
    public RecordSink sink() {
        throw none();
    }

    @Override
    public Object rule() {
        throw none();
    }

    private static AssertionError none() {
        return new AssertionError("sharing has nothing to do with this");
    }
}
