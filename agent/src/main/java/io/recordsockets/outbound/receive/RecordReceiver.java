package io.recordsockets.outbound.receive;

import io.recordsockets.RecordHandle;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.transport.Transport;
import io.recordsockets.spi.RecordParser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cuts what comes in on a connection into records. Small ones are copied out of a buffer; of a large one the rest is read
 * straight into its own memory.
 *
 * <p><b>Threading:</b> one thread at a time receives, under {@link #lock}, which it keeps while it waits. The flusher wakes it
 * without a lock.
 */
public final class RecordReceiver {
    private static final int FIRST_BUFFER = 16 << 10;

    /** Bytes of a record that a framing may want to see before it knows the end. */
    private static final int HEAD_LIMIT = 1 << 20;

    private final ReceivingSocket socket;
    private final Transport transport;
    private final RecordEnd end;
    private final ReentrantLock lock = new ReentrantLock();

    // -- Guarded by the lock

    /** What came in and is not in a record yet, from its position to its limit. Null before the first read. */
    private ByteBuffer buffer;

    /** A large record that has come in in part, and the memory that is still to be filled. */
    private MemoryPayload large;

    private ByteBuffer largeRest;

    /** A whole record that nobody has been given yet; null for none. */
    private MemoryPayload ahead;

    /** Why no record can be found any more: the framing is not asked again. */
    private IOException failure;

    // -- End of fields guarded by the lock

    /** Who waits; set by it, read by the flusher. */
    private volatile Thread waiter;

    /** The socket may be readable, or the end has come. */
    private volatile boolean awake;

    private final AsyncReceives async = new AsyncReceives(this);

    /** @param parser null where records cannot be received */
    public RecordReceiver(ReceivingSocket socket, Transport transport, RecordParser parser) {
        this.socket = socket;
        this.transport = transport;
        this.end = parser == null ? null : new RecordEnd(parser);
    }

    /** @param timeoutNs {@link Long#MAX_VALUE} for none */
    public RecordHandle receive(long timeoutNs) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        if (!lock.tryLock(timeoutNs, TimeUnit.NANOSECONDS)) {
            return null;
        }
        try {
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                // Before the look, so that what comes in after it is told.
                awake = false;
                RecordHandle record = next();
                if (record != null) {
                    return record;
                }
                long leftNs = timeoutNs == Long.MAX_VALUE ? Long.MAX_VALUE : timeoutNs - (System.nanoTime() - startNs);
                if (leftNs <= 0) {
                    return null;
                }
                await(leftNs);
            }
        } finally {
            lock.unlock();
            async.ask();
        }
    }

    public RecordHandle tryReceive() throws IOException {
        if (!lock.tryLock()) {
            // Another thread is receiving: what comes next is its.
            return null;
        }
        try {
            return next();
        } finally {
            lock.unlock();
            async.ask();
        }
    }

    /** Those who wait without a thread. */
    public AsyncReceives async() {
        return async;
    }

    /** For {@link #async}, which is asked again when there may be more: a record; null where there is none, or another receives. */
    RecordHandle poll() throws IOException {
        if (!lock.tryLock()) {
            return null;
        }
        try {
            RecordHandle record = next();
            if (record == null) {
                socket.awaitReadable();
            }
            return record;
        } finally {
            lock.unlock();
        }
    }

    /** For {@link #async}, too: whether there is a record, and nobody else receives. */
    boolean isReady() throws IOException {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            ahead = ahead == null ? take() : ahead;
            if (ahead == null) {
                socket.awaitReadable();
            }
            return ahead != null;
        } finally {
            lock.unlock();
        }
    }

    private void await(long timeoutNs) {
        long startNs = System.nanoTime();
        waiter = Thread.currentThread();
        socket.awaitReadable();
        while (!awake && !socket.isOver() && !Thread.currentThread().isInterrupted()) {
            long leftNs = timeoutNs - (System.nanoTime() - startNs);
            if (leftNs <= 0) {
                break;
            }
            LockSupport.parkNanos(this, leftNs);
        }
        waiter = null;
    }

    /** By the flusher, and at the end: there is something to see. */
    public void wake() {
        awake = true;
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        async.ask();
    }

    // -- Under the lock

    private RecordHandle next() throws IOException {
        MemoryPayload payload = ahead == null ? take() : ahead;
        ahead = null;
        return payload == null ? null : socket.handle(payload);
    }

    /** The next record; null where more must come in first. */
    private MemoryPayload take() throws IOException {
        if (end == null) {
            throw new IllegalStateException(
                    "records cannot be received without a framing; name one in RecordSocket.attach(channel, framing)");
        }
        if (socket.isOver()) {
            throw new ClosedChannelException();
        }
        if (failure != null) {
            throw failure;
        }
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(FIRST_BUFFER).limit(0);
        }
        while (true) {
            MemoryPayload record = large != null ? null : cut();
            if (record != null) {
                return record;
            }
            int n = large != null ? transport.read(largeRest) : read();
            if (n == 0) {
                return null;
            }
            if (n < 0) {
                throw endOfStream();
            }
            if (large != null && !largeRest.hasRemaining()) {
                MemoryPayload whole = large;
                large = null;
                largeRest = null;
                return whole;
            }
        }
    }

    /** A record out of the buffer; null where more must come in first. */
    private MemoryPayload cut() throws IOException {
        int available = buffer.remaining();
        long length = available == 0 ? RecordEnd.UNKNOWN : end.find(buffer, 0, available);
        long limit = Math.min(socket.maxRecordBytes(), Integer.MAX_VALUE - 8);
        if (length == RecordEnd.UNKNOWN) {
            if (available > limit || end.head() > limit) {
                throw broken("a record is longer than maxBytes, length>=" + Math.max(available, end.head())
                        + ", maxBytes=" + limit);
            }
            // Of a record in parts, those that are passed need not be looked at.
            if (available - end.head() >= HEAD_LIMIT) {
                throw broken("the framing does not find the end of a record, bytes looked at=" + available);
            }
            return null;
        }
        if (length == RecordEnd.NOT_A_RECORD) {
            throw broken("the stream does not follow the framing");
        }
        if (length == RecordEnd.UNFRAMED) {
            throw broken(
                    "no records follow, since the protocol has changed (an upgrade, encryption, or text up to the end of"
                            + " the connection)");
        }
        if (length > limit) {
            throw broken("a record is longer than maxBytes, length=" + length + ", maxBytes=" + limit);
        }
        MemoryPayload payload = socket.allocate((int) length);
        ByteBuffer bytes = payload.forFilling();
        int there = (int) Math.min(length, available);
        bytes.put(buffer.slice(buffer.position(), there));
        buffer.position(buffer.position() + there);
        end.next();
        if (there == length) {
            return payload;
        }
        large = payload;
        largeRest = bytes;
        return null;
    }

    /** Reads on behind what is in the buffer. */
    private int read() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear().limit(0);
        }
        if (buffer.limit() == buffer.capacity()) {
            ByteBuffer roomy = buffer.position() >= buffer.capacity() / 2
                    ? buffer
                    : ByteBuffer.allocateDirect(2 * buffer.capacity());
            int kept = buffer.remaining();
            if (roomy == buffer) {
                buffer.compact();
            } else {
                roomy.put(buffer);
            }
            buffer = roomy.position(0).limit(kept);
        }
        int position = buffer.position();
        int limit = buffer.limit();
        buffer.position(limit).limit(buffer.capacity());
        int n = 0;
        try {
            n = transport.read(buffer);
        } finally {
            buffer.position(position).limit(limit + Math.max(n, 0));
        }
        return n;
    }

    private EOFException endOfStream() {
        long of = large != null ? largeRest.position() : buffer.remaining();
        return new EOFException(
                of == 0 ? "the stream has ended" : "the stream has ended in the middle of a record, bytes of it=" + of);
    }

    private IOException broken(String what) {
        failure = new IOException(what + ", channel=" + socket.channel());
        return failure;
    }

    /** @throws IllegalStateException if part of a record was received, or a thread is receiving */
    public void checkIdle() {
        if (!async.isEmpty() || !lock.tryLock()) {
            throw new IllegalStateException("somebody is receiving from the record socket");
        }
        try {
            if (ahead != null || large != null || buffer != null && buffer.hasRemaining()) {
                throw new IllegalStateException("bytes have been received that no record was made of");
            }
        } finally {
            lock.unlock();
            async.ask();
        }
    }
}
