package io.recordsockets.it.send;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * The receiver of a connection: a plain channel, read by {@link Crowd}, that checks each byte and remembers which records
 * came whole and in which order.
 *
 * <p><b>Threading:</b> any thread.
 */
final class FarEnd implements Closeable {
    private final SocketChannel channel;
    private final Frame.Check check = new Frame.Check();
    private SelectionKey key;

    /** How it reads. Written by any thread. */
    private volatile boolean stalled;

    private volatile int perRead = Integer.MAX_VALUE;
    private volatile long everyNs;
    private long pausedUntilNs;

    /** Guarded by this. */
    private long[] numbers = new long[64];

    private int count;
    private long bytes;
    private String end;
    private String corrupt;
    private boolean cut;

    FarEnd(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        Crowd.SHARED.run(() -> {
            try {
                key = channel.register(Crowd.SHARED.selector(), stalled ? 0 : SelectionKey.OP_READ, this);
            } catch (IOException e) {
                ended("not registered: " + e);
            }
        });
    }

    /** Reads no more. What it reads at this moment may still be taken. */
    void stall() {
        stalled = true;
        interest(0);
    }

    void resume() {
        stalled = false;
        perRead = Integer.MAX_VALUE;
        everyNs = 0;
        interest(SelectionKey.OP_READ);
    }

    /**
     * Reads on, with a receive buffer that lets it. Of one of {@link Wire#TINY} the kernel may offer a window below the
     * sender's segments from some point on, so that a few hundred bytes go each 200 ms (the sender's persist timer).
     */
    void resumeWithRoom() {
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
        } catch (IOException e) {
            // Closed: there is nothing left to read.
        }
        resume();
    }

    /** Reads so many bytes at most, and then nothing for so long. */
    void trickle(int bytesPerRead, long pauseNs) {
        perRead = bytesPerRead;
        everyNs = pauseNs;
        stalled = false;
        interest(SelectionKey.OP_READ);
    }

    /** Resets the connection. */
    void reset() {
        synchronized (this) {
            cut = true;
        }
        try {
            if (channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ended("reset by the receiver");
        // The descriptor is closed once the key is gone.
        Crowd.SHARED.run(() -> {});
    }

    /** The channel, for what else goes over it. */
    SocketChannel channel() {
        return channel;
    }

    synchronized int count() {
        return count;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** The records that came whole, in their order. */
    synchronized long[] numbers() {
        return Arrays.copyOf(numbers, count);
    }

    synchronized boolean saw(long number) {
        for (int i = 0; i < count; i++) {
            if (numbers[i] == number) {
                return true;
            }
        }
        return false;
    }

    /** Whether this side cut the connection. */
    synchronized boolean cut() {
        return cut;
    }

    /** How the stream ended; null while it goes on. */
    synchronized String end() {
        return end;
    }

    /** Fails where bytes came that are not those of whole records, each at most once. */
    synchronized void verify() {
        verifyWhole();
        long[] sorted = numbers();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new AssertionError("record came twice, number=" + sorted[i]);
            }
        }
    }

    /** Fails where bytes came that are not those of whole records. */
    synchronized void verifyWhole() {
        if (corrupt != null) {
            throw new AssertionError(corrupt);
        }
        if ("end of stream".equals(end) && !check.atBoundary()) {
            throw new AssertionError("stream ended inside a record, records=" + count + ", bytes=" + bytes);
        }
    }

    void awaitCount(int wanted) {
        Await.until(() -> count() >= wanted || end() != null, () -> "records=" + wanted + ", " + this);
        verify();
        if (count() < wanted) {
            throw new AssertionError("ended early, wanted=" + wanted + ", " + this);
        }
    }

    void awaitEnd() {
        Await.until(() -> end() != null, () -> "end of the stream, " + this);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        ended("closed by the receiver");
        Crowd.SHARED.run(() -> {});
    }

    @Override
    public synchronized String toString() {
        return "far end: records=" + count + ", bytes=" + bytes + ", end=" + end + ", corrupt=" + corrupt;
    }

    /** By the crowd's thread. */
    void read(ByteBuffer buffer) {
        if (stalled || !key.isValid()) {
            return;
        }
        try {
            buffer.limit(Math.min(buffer.capacity(), perRead));
            int n = channel.read(buffer);
            if (n < 0) {
                ended("end of stream");
                key.cancel();
                return;
            }
            take(buffer.flip());
            if (everyNs > 0) {
                pausedUntilNs = System.nanoTime() + everyNs;
                key.interestOps(0);
                Crowd.SHARED.pause(this);
            }
        } catch (IOException | RuntimeException e) {
            ended(e.toString());
            key.cancel();
        }
    }

    long pausedUntilNs() {
        return pausedUntilNs;
    }

    /** By the crowd's thread: whether the pause is over. */
    boolean resumeAfterPause(long now) {
        if (now - pausedUntilNs < 0) {
            return false;
        }
        if (!stalled) {
            change(SelectionKey.OP_READ);
        }
        return true;
    }

    private void interest(int ops) {
        Crowd.SHARED.run(() -> {
            if (key != null) {
                change(ops);
            }
        });
    }

    private void change(int ops) {
        try {
            key.interestOps(ops);
        } catch (CancelledKeyException e) {
            // Closed, or just being closed.
            return;
        }
    }

    private synchronized void take(ByteBuffer read) {
        bytes += read.remaining();
        if (corrupt != null) {
            return;
        }
        try {
            check.accept(read, this::add);
        } catch (IllegalStateException e) {
            corrupt = e.getMessage() + ", after records=" + count;
        }
    }

    private void add(long number) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = number;
    }

    private synchronized void ended(String how) {
        if (end == null) {
            end = how;
        }
    }
}
