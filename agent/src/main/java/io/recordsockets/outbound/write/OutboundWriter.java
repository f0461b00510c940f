package io.recordsockets.outbound.write;

import io.recordsockets.SendOptions;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Entry;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.OutboundQueue;

/**
 * Takes records from a queue into batches, and tells them what became of them. It knows which record has begun.
 *
 * <p><b>Threading:</b> guarded by the connection's lock; the batch belongs to the thread that writes.
 */
public final class OutboundWriter {
    private static final int MIN_BATCH = 16 << 10;
    private static final int MAX_BATCH = 512 << 10;

    private final OutboundQueue queue;
    private final SharedRecords shared;

    /** The record that has begun, if one has; {@link #currentOffset} of its bytes have left. */
    private Delivery current;

    private int currentIndex;
    private long currentOffset;

    /** Whether there was more to take, which may still grow. */
    private boolean leftGrowing;

    /** Bytes worth taking into a batch: what the socket took lately, twice. */
    private int batchLimit = MAX_BATCH;

    private long sharedBytes;

    public OutboundWriter(OutboundQueue queue, SharedRecords shared) {
        this.queue = queue;
        this.shared = shared;
    }

    /**
     * Takes from the queue what goes next; false where nothing does.
     *
     * @param alone whether a record that has begun goes by itself
     * @param takeGrowing whether a bundle that may still grow goes, too, by itself
     */
    public boolean fill(WriteBatch batch, boolean alone, boolean takeGrowing, long nowNs, long maxWaitNs) {
        batch.reset();
        leftGrowing = false;
        shared.look(nowNs);
        if (current != null) {
            batch.addBegun(current, currentIndex, currentOffset, shared);
            if (alone) {
                return true;
            }
        }
        while (batch.planned() < batchLimit) {
            int ring = queue.poll(nowNs, maxWaitNs);
            if (ring < 0) {
                break;
            }
            Entry entry = queue.peek(ring);
            if (queue.grows(entry)) {
                if ((batch.count() > 0 || !takeGrowing) && entry.urgency >= SendOptions.DEFAULT_URGENCY) {
                    leftGrowing = true;
                    break;
                }
                queue.sealLast();
            }
            if (!batch.takes(entry, shared)) {
                break;
            }
            batch.add(
                    entry,
                    queue.peekIndex(ring),
                    ring,
                    queue.peekSequence(ring),
                    queue.peekWaitingSinceNs(ring),
                    shared);
            queue.take(ring, nowNs);
        }
        return batch.count() > 0;
    }

    /** Whether the last filling left a bundle that may still grow, though nothing keeps it from going. */
    public boolean leftGrowing() {
        return leftGrowing;
    }

    /** The socket has taken {@code n} bytes of the batch. */
    public void settle(WriteBatch batch, long n, long nowNs) {
        shared.written(n, batch.planned(), nowNs);
        sharedBytes += batch.isShared() ? n : 0;
        long left = n;
        int place = 0;
        while (place < batch.count() && left >= batch.left(place)) {
            left -= batch.left(place);
            queue.endTaken(batch.entry(place), batch.index(place), EntryState.SENT, null, batch.left(place), nowNs);
            if (place == 0) {
                current = null;
            }
            place++;
        }
        boolean begun = left > 0 || current != null;
        for (int unbegun = batch.count() - 1; unbegun >= (begun ? place + 1 : place); unbegun--) {
            putBack(batch, unbegun, batch.entry(unbegun), batch.waitingSinceNs(unbegun), nowNs);
        }
        if (place < batch.count() && begun) {
            begun(batch, place, left, nowNs);
        }
        batchLimit = (int) Math.max(MIN_BATCH, Math.min(MAX_BATCH, 2 * (n < batch.planned() ? n : batchLimit)));
    }

    private void putBack(WriteBatch batch, int place, Entry entry, long waitingSinceNs, long nowNs) {
        queue.putBack(batch.ring(place), entry, batch.index(place), batch.sequence(place), waitingSinceNs, nowNs);
    }

    /** A part of an entry has left; of a bundle some records may have left whole, and others go back. */
    private void begun(WriteBatch batch, int place, long written, long nowNs) {
        Entry entry = batch.entry(place);
        int index = batch.index(place);
        if (entry instanceof Bundle bundle) {
            queue.reserve(batch.ring(place), entry.records());
            bundle.split(index);
        }
        long left = written;
        int number = 0;
        while (number < entry.records() - 1 && left >= entry.record(number).length) {
            Delivery sent = entry.record(number++);
            left -= sent.length;
            queue.endTaken(sent, index, EntryState.SENT, null, sent.length, nowNs);
        }
        boolean begun = left > 0 || current != null;
        for (int unbegun = entry.records() - 1; unbegun >= (begun ? number + 1 : number); unbegun--) {
            putBack(batch, place, entry.record(unbegun), nowNs, nowNs);
        }
        if (begun) {
            begun(entry.record(number), index, left, nowNs);
        }
    }

    private void begun(Delivery delivery, int index, long written, long nowNs) {
        if (current == null) {
            current = delivery;
            currentIndex = index;
            currentOffset = 0;
            queue.started(delivery, index, nowNs);
        }
        currentOffset += written;
        queue.progress(written);
    }

    /** Bytes that have not left of the record that has begun; 0 where none has. */
    public long begunLeft() {
        return current == null ? 0 : current.length - currentOffset;
    }

    /** The connection has failed: so has the record that had begun. */
    public void fail(Throwable cause, long nowNs) {
        if (current != null) {
            queue.endTaken(current, currentIndex, EntryState.FAILED, cause, current.length - currentOffset, nowNs);
            current = null;
        }
    }

    /**
     * The first record of the batch has a fault of its own. Where none of its bytes has left, it fails and the others go back;
     * else false, and nothing is changed.
     */
    public boolean failFirst(WriteBatch batch, Throwable cause, long nowNs) {
        if (current != null) {
            return false;
        }
        for (int unbegun = batch.count() - 1; unbegun > 0; unbegun--) {
            putBack(batch, unbegun, batch.entry(unbegun), batch.waitingSinceNs(unbegun), nowNs);
        }
        failTaken(batch.entry(0), batch.index(0), cause, nowNs);
        return true;
    }

    /** Something went wrong between taking and settling: what has no end yet and is not queued fails. */
    public void fail(WriteBatch batch, Throwable cause, long nowNs) {
        for (int place = 0; place < batch.count(); place++) {
            failTaken(batch.entry(place), batch.index(place), cause, nowNs);
        }
    }

    private void failTaken(Entry entry, int index, Throwable cause, long nowNs) {
        if (entry instanceof Bundle bundle && entry.at(index) == EntryState.WRITING) {
            bundle.split(index);
        }
        for (int i = 0; entry.at(index) != EntryState.SENT && i < entry.records(); i++) {
            Delivery delivery = entry.record(i);
            if (delivery.at(index) == EntryState.WRITING) {
                queue.endTaken(delivery, index, EntryState.FAILED, cause, delivery.length, nowNs);
            }
        }
    }

    /** Bytes that left as shared pages. */
    public long sharedBytes() {
        return sharedBytes;
    }

    /** Whether a record has begun and not left whole. */
    public boolean inRecord() {
        return current != null;
    }

    /** When the record that has begun was queued; {@code otherwise} where none has, or that is earlier. */
    public long currentQueuedNs(long otherwise) {
        return current == null || current.queuedNs() - otherwise > 0 ? otherwise : current.queuedNs();
    }
}
