package io.recordsockets.outbound;

import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.OutboundQueue;
import io.recordsockets.outbound.receive.RecordBoundary;
import io.recordsockets.outbound.transport.Transport;
import io.recordsockets.spi.RecordParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the application writes to the channel itself, beside what is sent through the API. Such bytes have the default urgency
 * and are never dropped or taken back. With a framing, nothing comes between two writes that make up one record; without,
 * each write is taken for a record.
 *
 * <p><b>Threading:</b> any thread, under the connection's lock.
 */
final class ApplicationWrites {
    private final SendResources resources;
    private final EngineSocket socket;
    private final Outbound outbound;
    private final Transport transport;
    private final ReentrantLock lock;

    // -- Guarded by the lock

    private final OutboundQueue queue;
    private final Admission admission;
    private final RecordBoundary boundary;

    /** Whether the last write was accepted in part. */
    private boolean cut;

    /** Whether the application waits for room. */
    private boolean refused;

    /** @param parser null where there is no framing */
    ApplicationWrites(
            SendResources resources,
            EngineSocket socket,
            Outbound outbound,
            Transport transport,
            ReentrantLock lock,
            OutboundQueue queue,
            Admission admission,
            RecordParser parser) {
        this.resources = resources;
        this.socket = socket;
        this.outbound = outbound;
        this.transport = transport;
        this.lock = lock;
        this.queue = queue;
        this.admission = admission;
        this.boundary = parser == null ? null : new RecordBoundary(parser);
    }

    /**
     * {@code SocketChannel.write}. Goes straight to the socket where nothing is queued; of a short write the rest is queued,
     * so that nothing else comes between. Else a copy is queued, as far as there is room.
     *
     * @return how many bytes were accepted
     */
    long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        ByteBuffer[] views = views(srcs, offset, length);
        lock.lock();
        try {
            if (outbound.state() != SendState.OPEN) {
                throw new ClosedChannelException();
            }
            long remaining = remaining(views);
            if (!queue.isEmpty() || outbound.isWriting()) {
                return queueBehind(views, srcs, offset, length, remaining);
            }
            long written = writeThrough(srcs, offset, length);
            if (written == 0) {
                // The kernel's refusal. Once it has room, the queue has.
                refused = true;
                outbound.awaitWritable(System.nanoTime());
                return 0;
            }
            if (outbound.state() != SendState.OPEN && !outbound.state().draining()) {
                return written;
            }
            // Where closing has begun meanwhile, what is queued still must not come into the middle of this.
            int rest = limited(Math.min(remaining - written, admission.policy().maxBytes()));
            MemoryPayload payload = rest > 0 && mayQueue() ? memoryForRest(rest) : null;
            rest = payload == null ? 0 : rest;
            refused |= written + rest < remaining;
            accepted(views, written + rest, remaining);
            queue.inRecord(rest > 0 || inRecord());
            if (rest > 0) {
                queueCopy(srcs, offset, length, payload, true);
            }
            outbound.lifecycle().giveUpIfStuck();
            return written + rest;
        } finally {
            lock.unlock();
        }
    }

    /** Null where there is none: what has left already is no error of the application's. */
    private MemoryPayload memoryForRest(int length) {
        try {
            return resources.memory().allocate(length);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    private long writeThrough(ByteBuffer[] srcs, int offset, int length) throws IOException {
        outbound.beginWriting();
        lock.unlock();
        try {
            return transport.write(srcs, offset, length);
        } finally {
            lock.lock();
            outbound.endWriting(true);
        }
    }

    private long queueBehind(ByteBuffer[] views, ByteBuffer[] srcs, int offset, int length, long remaining) {
        boolean continues = inRecord();
        int n = !mayQueue() ? 0 : limited(Math.min(remaining, room()));
        refused |= n < remaining;
        if (n > 0) {
            MemoryPayload payload = resources.memory().allocate(n);
            accepted(views, n, remaining);
            queueCopy(srcs, offset, length, payload, continues);
        }
        return n;
    }

    /** What is queued when the JVM ends might be lost; what the application is told has not been written, is not. */
    private boolean mayQueue() {
        return !resources.jvmEnd().isLate();
    }

    /** What is queued may be waiting for the rest of a record of the application's, which so must not wait for it. */
    private long room() {
        return inRecord() && queue.hasNoContinuation() ? admission.policy().maxBytes() : admission.room();
    }

    private void queueCopy(ByteBuffer[] srcs, int offset, int length, MemoryPayload payload, boolean continues) {
        move(srcs, offset, length, payload.forFilling());
        long nowNs = System.nanoTime();
        Delivery delivery = new Delivery(payload, socket.self(), nowNs, inRecord());
        delivery.countIn(resources.bytesOnce());
        if (continues) {
            queue.addContinuation(delivery, 0, nowNs);
        } else {
            queue.add(delivery, 0, nowNs);
        }
        if (!outbound.isWriting() && !outbound.isFull()) {
            resources.flusher().request(socket, Flusher.FLUSH);
        }
    }

    /** Whether a write would be accepted at least in part, or would throw. */
    boolean writable() {
        lock.lock();
        try {
            // Into an empty queue goes only what a full socket has left of a write.
            boolean room = queue.isEmpty() ? !outbound.isFull() : mayQueue() && room() > 0;
            boolean writable = outbound.state() != SendState.OPEN || room;
            refused |= !writable;
            return writable;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the application's own bytes leave no place for a record any more. */
    boolean endless() {
        return boundary != null && boundary.isUnframed();
    }

    /** Whether what was accepted so far ends in the middle of a record. */
    private boolean inRecord() {
        return cut || boundary != null && boundary.inRecord();
    }

    /** Of a write of {@code remaining} bytes, so many were accepted. */
    private void accepted(ByteBuffer[] bytes, long accepted, long remaining) {
        if (boundary != null) {
            long left = accepted;
            for (ByteBuffer buffer : bytes) {
                int n = (int) Math.min(left, buffer.remaining());
                boundary.follow(buffer.duplicate().limit(buffer.position() + n));
                left -= n;
            }
        }
        cut = accepted < remaining;
        if (endless()) {
            // Who waits for room waits in vain.
            admission.signal();
        }
    }

    /** The queue has shrunk: the application is told where it was refused something. Under the lock. */
    void queueShrank() {
        if (refused && (outbound.state() != SendState.OPEN || queue.isEmpty() || mayQueue() && room() > 0)) {
            refused = false;
            transport.room();
        }
    }

    private static int limited(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE - 8);
    }

    private static long remaining(ByteBuffer[] buffers) {
        long remaining = 0;
        for (ByteBuffer buffer : buffers) {
            remaining += buffer.remaining();
        }
        return remaining;
    }

    /** Views of the buffers, whose positions stay while the buffers are written from. */
    private static ByteBuffer[] views(ByteBuffer[] srcs, int offset, int length) {
        ByteBuffer[] views = new ByteBuffer[length];
        for (int i = 0; i < length; i++) {
            views[i] = srcs[offset + i].duplicate();
        }
        return views;
    }

    /** Moves as many bytes of the buffers as {@code dst} takes. */
    private static void move(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) {
        for (int i = offset; i < offset + length && dst.hasRemaining(); i++) {
            ByteBuffer src = srcs[i];
            int n = Math.min(src.remaining(), dst.remaining());
            dst.put(src.slice(src.position(), n));
            src.position(src.position() + n);
        }
    }
}
