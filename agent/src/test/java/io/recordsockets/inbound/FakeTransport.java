package io.recordsockets.inbound;

import static io.recordsockets.os.LinuxSocketOptions.POLLRDHUP;
import static io.recordsockets.os.LinuxSocketOptions.SOL_SOCKET;
import static io.recordsockets.os.LinuxSocketOptions.SO_LINGER;
import static io.recordsockets.os.LinuxSocketOptions.SO_RCVLOWAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import sun.nio.ch.RecordSink;
import sun.nio.ch.RecordTransport;

/**
 * A socket of the kernel: a receive queue that the test fills, with the end of the stream, an error, and SO_RCVLOWAT as in
 * Linux. The socket is readable where the queue has reached the mark, and at the end or an error in any case; a read that
 * does not block takes what is there; one that blocks waits for the mark or for all that it asked for, whichever is less.
 *
 * <p>What happens while a read blocks is scripted in the time of the clock: {@link #at}. Where nothing is scripted that
 * would end the wait, the test fails: the reader would sleep for ever. With {@link #useThreads()} waits are real instead,
 * and time-outs never come.
 */
final class FakeTransport implements RecordTransport {
    /** A hold time has at most so many stall times, and there may be an arrival in each. */
    private static final int MAX_WAITS_IN_VAIN = 100_000;

    private final TestClock clock;
    private final ReentrantLock readLock = new ReentrantLock();
    private final Deque<Event> script = new ArrayDeque<>();
    private byte[] queue = new byte[1024];
    private int head;
    private int tail;
    private int mark = 1;
    private int markCap = Integer.MAX_VALUE;
    private boolean ended;
    private IOException failure;
    private boolean inputShut;
    private boolean open = true;
    private boolean blocking;
    private boolean threads;
    private int waiting;
    private int cutShort;
    private int waitsInVain;
    private int optionsUntilFailure = Integer.MAX_VALUE;
    private int receives;
    private int interrupted;
    private int outOfMemory;
    private int optionCalls;
    private boolean outputEnded;
    private boolean resets;
    private LongConsumer onSleep = leftNs -> {};

    /** Something that happens while a read blocks. */
    private record Event(long atNs, Runnable what) {}

    FakeTransport(TestClock clock) {
        this.clock = clock;
    }

    // -- What the test does

    synchronized void arrive(byte[] bytes) {
        arrive(bytes, 0, bytes.length);
    }

    synchronized void arrive(byte[] bytes, int offset, int length) {
        if (queue.length - tail < length) {
            queue = Arrays.copyOfRange(queue, head, Math.max(2 * queue.length, head + tail + length));
            tail -= head;
            head = 0;
        }
        System.arraycopy(bytes, offset, queue, tail, length);
        tail += length;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The connection fails: what is queued can still be read, then this is thrown once, then the stream has ended. */
    synchronized void fail(IOException e) {
        failure = e;
        notifyAll();
    }

    synchronized void shutInput() {
        inputShut = true;
        notifyAll();
    }

    synchronized void close() {
        open = false;
        notifyAll();
    }

    synchronized void blocking(boolean on) {
        blocking = on;
    }

    synchronized void useThreads() {
        threads = true;
    }

    /** Marks above this are capped silently, as the kernel does. */
    synchronized void capMark(int bytes) {
        markCap = bytes;
    }

    /** So many calls set an option; those after them that would raise the mark fail. */
    synchronized void failToRaiseAfter(int calls) {
        optionsUntilFailure = calls;
    }

    /** The next waits end for nothing, as by a signal. */
    synchronized void cutShort(int waits) {
        cutShort = waits;
    }

    /** The thread is interrupted during the receive of this number, from 1: it takes bytes, and closes the channel. */
    synchronized void interruptDuring(int receive) {
        interrupted = receive;
    }

    /** There is no memory for the receive of this number, from 1: it takes nothing. */
    synchronized void outOfMemoryAt(int receive) {
        outOfMemory = receive;
    }

    /** Scripts what happens during a blocking read, so many nanoseconds from now; in the order of time. */
    synchronized void at(long inNs, Runnable what) {
        script.add(new Event(clock.nanoTime() + inNs, what));
    }

    /** Is told when a blocking read goes to sleep, with the nanoseconds that it sleeps at most; 0 for ever. */
    synchronized void onSleep(LongConsumer check) {
        onSleep = check;
    }

    /** Waits until a thread blocks in this transport. Bounded by the time-out of the test. */
    synchronized void awaitWaiter() throws InterruptedException {
        while (waiting == 0) {
            wait();
        }
    }

    // -- What the test asks

    /** Whether epoll reports input. */
    synchronized boolean readable() {
        return ended || failure != null || inputShut || !open || queued() >= mark;
    }

    synchronized boolean failed() {
        return failure != null;
    }

    synchronized int queued() {
        return tail - head;
    }

    synchronized int mark() {
        return mark;
    }

    /** Calls that took bytes or tried to. */
    synchronized int receives() {
        return receives;
    }

    /** Whether a close is told to reset the connection. */
    synchronized boolean resets() {
        return resets;
    }

    /** Whether the peer was told of the end of the stream by itself. */
    synchronized boolean outputEnded() {
        return outputEnded;
    }

    synchronized int optionCalls() {
        return optionCalls;
    }

    // -- What the engine does

    @Override
    public synchronized int receive(ByteBuffer dst) throws IOException {
        assertTrue(dst.hasRemaining(), "a read without room asks for nothing");
        return (int) receive(new ByteBuffer[] {dst}, 0, 1);
    }

    @Override
    public synchronized long receive(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (++receives == outOfMemory) {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory, says the test");
        }
        long room = 0;
        for (int i = offset; i < offset + length; i++) {
            room += dsts[i].remaining();
        }
        checkOpen();
        if (inputShut) {
            return -1;
        }
        if (blocking) {
            awaitBytes((int) Math.min(mark, room));
        }
        if (queued() == 0) {
            return nothingThere();
        }
        int before = queued();
        for (int i = offset; i < offset + length; i++) {
            int n = Math.min(dsts[i].remaining(), queued());
            dsts[i].put(queue, head, n);
            head += n;
        }
        waitsInVain = 0;
        if (receives == interrupted) {
            open = false;
            throw new ClosedByInterruptException();
        }
        return before - queued();
    }

    private int nothingThere() throws IOException {
        if (failure != null) {
            IOException e = failure;
            failure = null;
            ended = true;
            throw e;
        }
        return ended || inputShut ? -1 : 0;
    }

    /** The wait inside a blocking read: the kernel wants the mark, however long it takes. */
    private void awaitBytes(int wanted) throws IOException {
        while (queued() < wanted && !ended && failure == null && !inputShut) {
            assertEquals(0, queued(), "a blocking read sleeps on a part for want of the mark, mark=" + mark);
            sleep(0);
        }
    }

    @Override
    public synchronized int receive(byte[] dst, int offset, int length, long timeoutNs) throws IOException {
        if (timeoutNs > 0 && !awaitReadable(timeoutNs)) {
            throw new SocketTimeoutException("Read timed out");
        }
        return receive(ByteBuffer.wrap(dst, offset, length));
    }

    @Override
    public synchronized int receivable() throws IOException {
        checkOpen();
        return inputShut ? 0 : queued();
    }

    @Override
    public synchronized void discard() {
        if (open && !inputShut) {
            head += queued();
        }
    }

    @Override
    public synchronized void endOutputIfRegistered() {
        outputEnded = true;
    }

    @Override
    public synchronized int poll(int events) {
        return open && (ended || failure != null) ? events & POLLRDHUP : 0;
    }

    @Override
    public boolean written() {
        throw new AssertionError("nobody has asked for that here");
    }

    @Override
    public int send(ByteBuffer src) {
        throw new AssertionError("the receiving side sends nothing");
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) {
        throw new AssertionError("the receiving side sends nothing");
    }

    @Override
    public long send(FileChannel file, long position, long count) {
        throw new AssertionError("the receiving side sends nothing");
    }

    @Override
    public synchronized void intOption(int level, int option, int value) throws IOException {
        assertEquals(SOL_SOCKET, level);
        if (option == SO_LINGER) {
            resets = value == 0;
            return;
        }
        assertEquals(SO_RCVLOWAT, option);
        assertTrue(value > 0, "low-water mark " + value);
        optionCalls++;
        if (optionCalls > optionsUntilFailure && value > 1) {
            throw new IOException("setsockopt");
        }
        if (open) {
            mark = Math.min(value, markCap);
        }
    }

    @Override
    public synchronized boolean awaitReceivable(long timeoutNs) throws IOException {
        assertTrue(blocking, "only a blocking read waits");
        if (!open) {
            throw new ClosedChannelException();
        }
        if (cutShort > 0) {
            cutShort--;
            return false;
        }
        assertTrue(
                waitsInVain++ < MAX_WAITS_IN_VAIN, "the reader spins: it is woken again and again, and takes nothing");
        return awaitReadable(timeoutNs);
    }

    private boolean awaitReadable(long timeoutNs) throws IOException {
        long deadlineNs = clock.nanoTime() + timeoutNs;
        while (!readable()) {
            long leftNs = timeoutNs == 0 ? 0 : deadlineNs - clock.nanoTime();
            if (timeoutNs != 0 && leftNs <= 0) {
                return false;
            }
            sleep(leftNs);
        }
        return true;
    }

    /** Up to the next event; {@code leftNs} 0 where there is no time-out. */
    private void sleep(long leftNs) throws IOException {
        if (threads) {
            waitForTest();
        } else {
            onSleep.accept(leftNs);
            Event next = script.peek();
            assertTrue(next != null || leftNs > 0, "the reader sleeps for ever");
            long nextNs = next == null ? leftNs : Math.max(next.atNs - clock.nanoTime(), 0);
            if (next != null && (leftNs == 0 || nextNs <= leftNs)) {
                clock.advance(nextNs);
                script.remove().what.run();
            } else {
                clock.advance(leftNs);
            }
        }
        if (!open) {
            throw new AsynchronousCloseException();
        }
    }

    private void waitForTest() {
        waiting++;
        notifyAll();
        try {
            wait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            waiting--;
        }
    }

    @Override
    public synchronized boolean blocking() {
        return blocking;
    }

    @Override
    public boolean waitsSeeUrgent() {
        return true;
    }

    @Override
    public ReentrantLock readLock() {
        return readLock;
    }

    @Override
    public boolean readsMayWait() {
        assertTrue(readLock.isHeldByCurrentThread(), "the mode is decided once, with the read lock held");
        return blocking();
    }

    @Override
    public boolean receiveMayWait() {
        assertTrue(readLock.isHeldByCurrentThread(), "the mode is decided once, with the read lock held");
        return blocking();
    }

    private void checkOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public RecordSink sink() {
        throw new AssertionError("the receiving side does not send");
    }

    @Override
    public Object rule() {
        return null;
    }
}
