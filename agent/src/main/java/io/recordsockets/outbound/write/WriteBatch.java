package io.recordsockets.outbound.write;

import io.recordsockets.outbound.payload.FilePayload;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.payload.Payload;
import io.recordsockets.outbound.payload.RecordFaultException;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Entry;
import io.recordsockets.outbound.transport.Transport;
import io.recordsockets.store.StoreRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;

/**
 * What one system call writes: many small records, copied together, and large ones as they are. A record in a file goes by
 * itself. Where the same bundle goes first to one receiver after the other, its bytes are copied once.
 *
 * <p><b>Threading:</b> belongs to the thread that writes; taken from a pool for that time.
 */
public final class WriteBatch {
    /** Bytes of small records in a batch. */
    static final int STAGING = 64 << 10;

    private static final int MAX_ENTRIES = 1024;
    private static final int MAX_SEGMENTS = 64;

    /** Bytes of heap memory in one write: the JDK copies them to direct memory, which it keeps. */
    private static final int HEAP_SLICE = 128 << 10;

    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING);
    private final ByteBuffer[] segments = new ByteBuffer[MAX_SEGMENTS];
    private int segmentCount;
    private int runStart;
    private FilePayload file;

    /** A record that goes as shared pages, by itself; null where none does. */
    private StoreRegion stored;

    private boolean closed;

    /** Of the bundle whose bytes are at the start of the staging memory, from this batch or an earlier one; 0 for none. */
    private long stagedBundle;

    private final Entry[] entries = new Entry[MAX_ENTRIES];
    private final int[] indexes = new int[MAX_ENTRIES];
    private final int[] rings = new int[MAX_ENTRIES];
    private final long[] sequences = new long[MAX_ENTRIES];
    private final long[] waitingSinceNs = new long[MAX_ENTRIES];
    private int count;

    /** How much of the first record has left before. */
    private long firstOffset;

    private long planned;

    /** Empties the batch, and lets the records of the last one go. */
    public void reset() {
        Arrays.fill(entries, 0, count, null);
        Arrays.fill(segments, 0, segmentCount, null);
        staging.clear();
        segmentCount = 0;
        runStart = 0;
        file = null;
        stored = null;
        closed = false;
        count = 0;
        firstOffset = 0;
        planned = 0;
    }

    public int count() {
        return count;
    }

    public Entry entry(int place) {
        return entries[place];
    }

    int index(int place) {
        return indexes[place];
    }

    int ring(int place) {
        return rings[place];
    }

    long sequence(int place) {
        return sequences[place];
    }

    /** Since when the urgency of the record had waited when it was taken. */
    long waitingSinceNs(int place) {
        return waitingSinceNs[place];
    }

    /** Bytes of a record that had not left before this batch. */
    long left(int place) {
        return entries[place].length() - (place == 0 ? firstOffset : 0);
    }

    /** Bytes that the batch writes. */
    public long planned() {
        return planned;
    }

    /** Whether it writes from a file that an interrupt of the thread would close. */
    public boolean needsFlusher() {
        return file != null && !file.withstandsInterrupts();
    }

    /** Whether it writes shared pages. */
    boolean isShared() {
        return stored != null;
    }

    /** Goes on with a record that has begun. */
    void addBegun(Delivery delivery, int index, long offset, SharedRecords shared) {
        firstOffset = offset;
        add(delivery, index, -1, -1, 0, shared);
    }

    /** Whether a further record can go with these. */
    boolean takes(Entry entry, SharedRecords shared) {
        if (closed || count == MAX_ENTRIES || segmentCount >= MAX_SEGMENTS - 2) {
            return false;
        }
        if (count == 0) {
            return true;
        }
        if (entry instanceof Bundle) {
            return staging.remaining() >= entry.length();
        }
        Delivery delivery = (Delivery) entry;
        return delivery.payload() instanceof MemoryPayload
                && !shared.shares(delivery)
                && (delivery.length > MemoryPayload.COPY_LIMIT || staging.remaining() >= delivery.length);
    }

    public void add(Entry entry, int index, int ring, long sequence, long urgencyWaitsSinceNs, SharedRecords shared) {
        if (entry instanceof Bundle bundle) {
            addBundle(bundle);
        } else {
            addRecord((Delivery) entry, shared);
        }
        entries[count] = entry;
        indexes[count] = index;
        rings[count] = ring;
        sequences[count] = sequence;
        waitingSinceNs[count++] = urgencyWaitsSinceNs;
    }

    private void addBundle(Bundle bundle) {
        int length = (int) bundle.length();
        if (staging.position() > 0) {
            bundle.copyTo(staging);
        } else if (stagedBundle == bundle.id) {
            staging.position(length);
        } else {
            stagedBundle = 0;
            bundle.copyTo(staging);
            stagedBundle = bundle.id;
        }
        planned += length;
    }

    private void addRecord(Delivery delivery, SharedRecords shared) {
        Payload payload = delivery.payload();
        if (payload instanceof FilePayload filePayload) {
            file = filePayload;
            closed = true;
            planned = delivery.length - firstOffset;
        } else if (count == 0 && (stored = shared.region(delivery, firstOffset)) != null) {
            closed = true;
            planned = delivery.length - firstOffset;
        } else {
            addMemory((MemoryPayload) payload, count == 0 ? firstOffset : 0);
        }
    }

    private void addMemory(MemoryPayload payload, long offset) {
        long left = payload.length() - offset;
        if (payload.length() <= MemoryPayload.COPY_LIMIT && offset == 0) {
            if (staging.position() == 0) {
                stagedBundle = 0;
            }
            payload.copyTo(staging);
        } else {
            closeRun();
            if (!payload.isDirect() && left > HEAP_SLICE) {
                left = HEAP_SLICE;
                closed = true;
            }
            segments[segmentCount++] = payload.view(offset, left);
        }
        planned += left;
    }

    /** The small records so far become a segment. */
    private void closeRun() {
        if (staging.position() > runStart) {
            segments[segmentCount++] =
                    staging.duplicate().limit(staging.position()).position(runStart);
            runStart = staging.position();
        }
    }

    /**
     * Writes as much as the socket takes; answers how many bytes that is.
     *
     * @throws RecordFaultException if it is not the connection that fails, with nothing written
     */
    public long write(Transport transport) throws IOException {
        if (file != null) {
            return file.write(transport, firstOffset);
        }
        if (stored != null) {
            return writeStored(transport);
        }
        closeRun();
        try {
            return segmentCount == 1 ? transport.write(segments[0]) : transport.write(segments, 0, segmentCount);
        } catch (OutOfMemoryError e) {
            // The JDK copies what is on the heap, and then writes all at once.
            throw new RecordFaultException("no memory to send with", e);
        }
    }

    /** From memory where the store fails: the record is there, too. If the connection has failed, that fails as well. */
    private long writeStored(Transport transport) throws IOException {
        try {
            return transport.write(stored.file(), stored.position() + firstOffset, planned);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            stored = null;
            long most = Math.min(planned, HEAP_SLICE);
            return transport.write(((MemoryPayload) entries[0].record(0).payload()).view(firstOffset, most));
        }
    }
}
