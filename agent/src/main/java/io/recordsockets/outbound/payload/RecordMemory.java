package io.recordsockets.outbound.payload;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct memory for records, made in slabs, since to allocate direct memory takes microseconds. Small records share a slab,
 * which is used again when the last of them has gone; a large record has a buffer to itself, of which a few are kept for the
 * next. Where direct memory is exhausted, records are on the heap.
 *
 * <p>Memory that was given back is written again: whoever reads it must hold a use of its {@link Payload}.
 *
 * <p><b>Threading:</b> any thread; one short lock.
 */
public final class RecordMemory {
    /** Bytes in a slab. */
    static final int SLAB = 1 << 20;

    /** Records up to this length in bytes share slabs. */
    static final int SMALL = 32 << 10;

    /** Bytes of free memory that are kept, each of slabs and of large buffers. */
    private static final int KEPT = 32 << 20;

    private static final int MAX_KEPT_BUFFER = 16 << 20;
    private static final int ALIGN = 64;

    // -- Guarded by this

    private Slab current;
    private final ArrayDeque<Slab> freeSlabs = new ArrayDeque<>();

    /** Free large buffers, by the power of two of their capacity. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private final ArrayDeque<ByteBuffer>[] freeBuffers = new ArrayDeque[Integer.SIZE];

    private long freeBufferBytes;

    // -- End of fields guarded by this

    /** Shared by small records. The open slab has one use of its own. */
    private final class Slab implements MemoryPayload.Owner {
        final ByteBuffer memory = ByteBuffer.allocateDirect(SLAB);

        // -- Guarded by the memory
        int position;
        int uses;

        @Override
        public void giveBack() {
            synchronized (RecordMemory.this) {
                drop(this);
            }
        }
    }

    private final class Large implements MemoryPayload.Owner {
        private final ByteBuffer memory;

        Large(ByteBuffer memory) {
            this.memory = memory;
        }

        @Override
        public void giveBack() {
            synchronized (RecordMemory.this) {
                int capacity = memory.capacity();
                if (capacity <= MAX_KEPT_BUFFER && freeBufferBytes + capacity <= KEPT) {
                    freeBufferBytes += capacity;
                    kept(powerOf(capacity)).push(memory);
                }
            }
        }
    }

    /** A record's memory, to be filled with exactly {@code length} bytes. */
    public MemoryPayload allocate(int length) {
        try {
            return length <= SMALL ? small(length) : large(length);
        } catch (OutOfMemoryError e) {
            // Direct memory has a limit of its own.
            return new MemoryPayload(ByteBuffer.allocate(length), null);
        }
    }

    private synchronized MemoryPayload small(int length) {
        int aligned = length + ALIGN - 1 & -ALIGN;
        if (current == null || SLAB - current.position < aligned) {
            Slab next = freeSlabs.isEmpty() ? new Slab() : freeSlabs.pop();
            next.position = 0;
            next.uses = 1;
            Slab last = current;
            current = next;
            if (last != null) {
                drop(last);
            }
        }
        Slab slab = current;
        ByteBuffer bytes = slab.memory.slice(slab.position, length);
        slab.position += aligned;
        slab.uses++;
        return new MemoryPayload(bytes, slab);
    }

    private void drop(Slab slab) {
        assert Thread.holdsLock(this);
        if (--slab.uses == 0 && freeSlabs.size() < KEPT / SLAB) {
            freeSlabs.push(slab);
        }
    }

    private MemoryPayload large(int length) {
        int power = powerOf(length);
        ByteBuffer memory;
        synchronized (this) {
            memory = kept(power).poll();
            if (memory != null) {
                freeBufferBytes -= memory.capacity();
            }
        }
        if (memory == null) {
            memory = ByteBuffer.allocateDirect(length <= MAX_KEPT_BUFFER ? 1 << power : length);
        }
        return new MemoryPayload(memory.duplicate().limit(length), new Large(memory));
    }

    private ArrayDeque<ByteBuffer> kept(int power) {
        assert Thread.holdsLock(this);
        if (freeBuffers[power] == null) {
            freeBuffers[power] = new ArrayDeque<>();
        }
        return freeBuffers[power];
    }

    /** The power of two that is no less than the length. */
    private static int powerOf(int length) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(length - 1);
    }
}
