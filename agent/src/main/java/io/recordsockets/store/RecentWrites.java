package io.recordsockets.store;

import io.recordsockets.monitor.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * The large writes of a moment ago, of all connections, and which of them are stored. A write finds the one that it repeats by
 * length and sample; whether the bytes are the same is for {@link SharedWrites} to see, byte by byte.
 *
 * <p>The table has one place for each sample: a newer write takes the place of an older. What is stored goes when its place is
 * taken, when the store needs the room, and when it has not been used for {@value #IDLE_MS} ms.
 *
 * <p><b>Threading:</b> any thread, without a lock but that of one {@link RecentWrite}.
 */
public final class RecentWrites {
    static final long IDLE_MS = 2_000;

    /** A power of two. Some broadcasts of a busy application, between the first receiver and the last that lags behind. */
    private static final int PLACES = 256;

    private static final int SAMPLES = 8;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final AtomicReferenceArray<RecentWrite> places = new AtomicReferenceArray<>(PLACES);
    private final AtomicInteger writers = new AtomicInteger();
    private final Supplier<SharedStore> store;
    private final AtomicBoolean told = new AtomicBoolean();
    private final IdleRegions idle = new IdleRegions(this);

    /** @param store asked for with the first bytes to be stored; answers null where there is none */
    public RecentWrites(Supplier<SharedStore> store) {
        this.store = store;
    }

    /** A connection cannot be sent shared pages, or does not say whether its receiver lags behind. Told once. */
    void cannotShare(IOException cause) {
        if (!told.getAndSet(true)) {
            Log.log().warn("a connection cannot share pages, its writes are plain from here on; told once", cause);
        }
    }

    /** A number for a connection. */
    int newWriter() {
        return writers.incrementAndGet();
    }

    /** The write that these bytes look like, which may be one that was unknown. At least {@link Long#BYTES} remain. */
    RecentWrite find(ByteBuffer src, int writer) {
        int length = src.remaining();
        long sample = sample(src);
        int place = (int) ((sample + length) * MULTIPLIER >>> 32) & PLACES - 1;
        RecentWrite seen = places.get(place);
        if (seen != null && seen.looksLike(length, sample)) {
            seen.writtenBy(writer);
            return seen;
        }
        RecentWrite made = new RecentWrite(length, sample, writer);
        if (places.compareAndSet(place, seen, made)) {
            if (seen != null) {
                seen.drop();
            }
        } else {
            // Another thread was faster; this write will not be repeated.
            made.drop();
        }
        return made;
    }

    /** Words from all over the buffer, with its first and last, in one. */
    private static long sample(ByteBuffer src) {
        int first = src.position();
        int last = src.limit() - Long.BYTES;
        boolean reverse = src.order() != ByteOrder.BIG_ENDIAN;
        long sample = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long word = src.getLong(first + (int) ((long) (last - first) * i / (SAMPLES - 1)));
            sample = (sample ^ (reverse ? Long.reverseBytes(word) : word)) * MULTIPLIER;
            sample ^= sample >>> 29;
        }
        return sample;
    }

    /**
     * The stored bytes of a write from {@code offset} on, retained; they are put into the store first where that is due.
     *
     * @param src what remains of the write: its bytes from {@code offset} on
     * @return null where the write is better made plainly
     */
    RecentWrite.Stored stored(RecentWrite write, int offset, ByteBuffer src, int writer) {
        RecentWrite.Stored stored = write.retained(offset);
        if (stored == null && write.beginStoring()) {
            RecentWrite.Stored made = null;
            try {
                StoreRegion region = put(src);
                if (region != null) {
                    write.used(System.nanoTime());
                    region.retain();
                    made = new RecentWrite.Stored(region, offset, writer);
                    stored = made;
                }
            } finally {
                write.endStoring(made);
            }
            idle.watch();
        }
        return stored;
    }

    private StoreRegion put(ByteBuffer src) {
        SharedStore store = this.store.get();
        if (store == null) {
            return null;
        }
        if (store.mayHold(src.remaining())) {
            while (!store.hasRoom(src.remaining()) && unstoreOldest()) {
                // Until it has, or nothing is left that could go.
            }
        }
        return store.put(src);
    }

    /** Lets go what was not used for longest, and what else keeps its slab. */
    private boolean unstoreOldest() {
        RecentWrite oldest = null;
        for (int i = 0; i < PLACES; i++) {
            RecentWrite write = places.get(i);
            if (write != null && write.isStored() && (oldest == null || write.usedNs() - oldest.usedNs() < 0)) {
                oldest = write;
            }
        }
        StoreRegion region = oldest == null ? null : oldest.region();
        if (region == null) {
            return false;
        }
        for (int i = 0; i < PLACES; i++) {
            RecentWrite write = places.get(i);
            if (write != null && write.isStoredWith(region)) {
                write.unstore();
            }
        }
        return true;
    }

    /** Lets go what was not used for a while; whether anything is left. */
    boolean unstoreIdle(long nowNs) {
        boolean left = false;
        for (int i = 0; i < PLACES; i++) {
            RecentWrite write = places.get(i);
            if (write != null && write.isStored()) {
                if (nowNs - write.usedNs() > IDLE_MS * 1_000_000) {
                    write.unstore();
                } else {
                    left = true;
                }
            }
        }
        return left;
    }
}
