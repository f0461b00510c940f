package io.recordsockets.store;

import io.recordsockets.monitor.Log;
import io.recordsockets.os.UninterruptibleFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/**
 * Memory whose pages the queues of many sockets share: slabs on a memory file system, append only.
 *
 * <p><b>Assumptions and guarantees:</b>
 *
 * <ol>
 *   <li>Bytes that were put are never overwritten: the kernel's queues refer to their pages, and a byte that changed there would
 *       change for every receiver (tried: all of 200 000 bytes). Truncating is safe: queued pages stay alive.
 *   <li>At most {@code limit} bytes are taken of the file system. What sockets queue of pages that were given back is bounded by
 *       their send buffers.
 *   <li>Full, missing, read-only: {@link #put} answers null, counted, logged once, and tried again after a second.
 *   <li>A mapping is for good, as only the garbage collector could take it back: a slab that is free is kept for the next bytes,
 *       however many there are. All slabs are powers of two in length, and so many at most that the address space is a small
 *       multiple of the limit, whatever the traffic; what is kept free has no memory.
 *   <li>One short lock to append and to give back, with a file opened under it once in {@value #SLAB} bytes; bytes are copied and
 *       read without it.
 * </ol>
 *
 * <p><b>Threading:</b> any thread.
 */
public final class SharedStore {
    /** Shorter writes are not shared, in bytes: they would save little memory for the time that they take. */
    public static final int WORTH_SHARING = 32 << 10;

    /** Receivers that lag behind before a copy is made: for one alone a plain write costs less. */
    public static final int LAGGING_TO_STORE = 2;

    /** Bytes in a slab, where the limit leaves room for a few of them. */
    static final int SLAB = 4 << 20;

    /** The most that is taken where the operator gave no limit, in bytes. */
    static final long MAX_DEFAULT_LIMIT = 64L << 20;

    static final int PAGE = 4096;

    private static final int SLABS_IN_LIMIT = 8;

    /** So often the limit may be mapped in slabs for small regions: one that lives on keeps a slab from the others. */
    private static final int MAPPED_LIMITS = 4;

    private static final int MIN_SLABS = 32;
    private static final long PAUSE_NS = 1_000_000_000L;

    private final Path directory;
    private final long givenLimit;

    // -- Guarded by this

    private long limit;
    private long limitSinceNs;
    private int slabCapacity;

    private Slab current;

    /** Truncated: without pages, but with a mapping. By the power of two of their capacity. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private final ArrayDeque<Slab>[] kept = new ArrayDeque[Integer.SIZE];

    /** Slabs that there are, kept or not; by the power of two of their capacity. */
    private final int[] opened = new int[Integer.SIZE];

    /** Bytes of the file system that are taken, in whole pages. */
    private long used;

    private long refused;
    private long failures;
    private boolean told;
    private boolean paused;
    private long pausedSinceNs;

    // -- End of fields guarded by this

    /**
     * A store that opens its first file with the first bytes.
     *
     * @param directory on a memory file system
     * @param limit in bytes; 0 for a quarter of what the file system offers now, at most 64 MiB
     */
    public SharedStore(Path directory, long limit) {
        this.directory = directory;
        this.givenLimit = limit;
        for (int power = 0; power < kept.length; power++) {
            kept[power] = new ArrayDeque<>();
        }
        setLimit(limit > 0 ? limit : defaultLimit());
    }

    private void setLimit(long newLimit) {
        limit = newLimit;
        slabCapacity = Integer.highestOneBit((int) Math.max(PAGE, Math.min(SLAB, newLimit / SLABS_IN_LIMIT)));
        limitSinceNs = System.nanoTime();
    }

    private long defaultLimit() {
        try {
            return Math.min(MAX_DEFAULT_LIMIT, (Files.getFileStore(directory).getUsableSpace() + used) / 4);
        } catch (IOException e) {
            // Logged when the first bytes are to be stored: an application that shares nothing need not hear of it.
            return MAX_DEFAULT_LIMIT;
        }
    }

    /** Whether this JVM lets files ignore interrupts, without which none is shared. */
    public static boolean available() {
        return UninterruptibleFile.available();
    }

    /** The most bytes that are taken of the file system. */
    public synchronized long limit() {
        return limit;
    }

    /** Bytes of the file system that are taken. */
    public synchronized long used() {
        return used;
    }

    /** How often {@link #put} found no room, or failed. */
    public synchronized long refused() {
        return refused + failures;
    }

    /** Whether so many bytes fit into what the limit leaves now, and into a slab. */
    synchronized boolean hasRoom(int length) {
        long size = pages(length);
        return size <= limit - used && (isLarge(size) || fitsCurrent(size) || mayTakeSmall());
    }

    /** Whether a region has a slab to itself, so that neither waits for the other to go. */
    private boolean isLarge(long size) {
        return size > slabCapacity / 2;
    }

    private boolean fitsCurrent(long size) {
        return current != null && current.capacity() - current.position >= size;
    }

    private boolean mayTakeSmall() {
        int power = powerOf(slabCapacity);
        return !kept[power].isEmpty() || opened[power] < Math.max(MIN_SLABS, MAPPED_LIMITS * limit / slabCapacity);
    }

    /** Whether so many bytes fit into the limit at all. The default follows what the file system offers. */
    synchronized boolean mayHold(int length) {
        long size = pages(length);
        if (size > limit && givenLimit <= 0 && System.nanoTime() - limitSinceNs >= PAUSE_NS) {
            setLimit(defaultLimit());
        }
        return size <= limit;
    }

    /**
     * Copies the remaining bytes, which are left as they are; they may be of any kind of buffer.
     *
     * @return with one use, the caller's; null where there is no room, or the file system fails
     */
    public StoreRegion put(ByteBuffer bytes) {
        StoreRegion region = append(bytes.remaining());
        if (region == null) {
            return null;
        }
        boolean written = false;
        try {
            region.slab().write(bytes.duplicate(), (int) region.position());
            written = true;
            return region;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failed(e);
            return null;
        } finally {
            if (!written) {
                region.release();
            }
        }
    }

    private synchronized StoreRegion append(int length) {
        long size = pages(length);
        if (!mayHold(length) || size > limit - used) {
            refused++;
            if (size > limit) {
                tell("a record does not fit into its limit, bytes=" + length, null);
            }
            return null;
        }
        if (paused && System.nanoTime() - pausedSinceNs < PAUSE_NS) {
            failures++;
            return null;
        }
        Slab slab = fitsCurrent(size) ? current : next((int) size);
        if (slab == null) {
            return null;
        }
        int position = slab.position;
        slab.position += (int) size;
        slab.live++;
        used += size;
        return new StoreRegion(this, slab, position, length);
    }

    private Slab next(int size) {
        assert Thread.holdsLock(this);
        try {
            if (isLarge(size)) {
                return nextLarge(size);
            }
            if (!mayTakeSmall()) {
                refused++;
                return null;
            }
            Slab slab = kept[powerOf(slabCapacity)].poll();
            current = slab == null ? open(slabCapacity) : slab;
            return current;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failed(e);
            return null;
        }
    }

    /** The smallest that fits: what is not written of it takes no memory. */
    private Slab nextLarge(int size) throws IOException {
        int capacity = Math.max(slabCapacity, Integer.highestOneBit(size - 1) << 1);
        if (capacity < 0) {
            // None is larger, and none of that length fits anything else.
            return open(size);
        }
        for (int power = powerOf(capacity); power < kept.length; power++) {
            Slab slab = kept[power].poll();
            if (slab != null) {
                return slab;
            }
        }
        return open(capacity);
    }

    private Slab open(int capacity) throws IOException {
        Slab slab = Slab.open(directory, capacity);
        opened[powerOf(capacity)]++;
        return slab;
    }

    /** Of the capacity, rounded down. */
    private static int powerOf(int capacity) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(capacity);
    }

    /** A region of the slab has gone. */
    void free(Slab slab) {
        synchronized (this) {
            if (--slab.live > 0) {
                return;
            }
            if (slab == current) {
                current = null;
            }
        }
        // Nobody else knows of the slab now. Its pages count until they are given back.
        boolean truncated = done(slab::truncate);
        synchronized (this) {
            used -= slab.position;
            slab.position = 0;
            if (truncated) {
                kept[powerOf(slab.capacity())].push(slab);
            } else {
                opened[powerOf(slab.capacity())]--;
            }
        }
        if (!truncated) {
            done(slab::close);
        }
    }

    private interface FileCall {
        void run() throws IOException;
    }

    private boolean done(FileCall call) {
        try {
            call.run();
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void failed(Throwable e) {
        synchronized (this) {
            failures++;
            paused = true;
            pausedSinceNs = System.nanoTime();
        }
        tell("it is tried again after a second", e);
    }

    private void tell(String what, Throwable cause) {
        long usedNow;
        long limitNow;
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
            usedNow = used;
            limitNow = limit;
        }
        Log.log()
                .warn(
                        "the shared store cannot be used, writes are plain until it can, {}, directory={}, limit={}, used={}",
                        what,
                        directory,
                        limitNow,
                        usedNow,
                        cause);
    }

    private static long pages(long length) {
        return length + PAGE - 1 & -PAGE;
    }
}
