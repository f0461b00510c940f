package io.recordsockets.outbound;

/**
 * Takes records from a queue into batches, and tells them what became of them. It knows which record has begun.
 *
 * <p><b>Threading:</b> guarded by the connection's lock; the batch belongs to the thread that writes.
 */
final class OutboundWriter {
    private static final int MIN_BATCH = 16 << 10;
    private static final int MAX_BATCH = 512 << 10;

    private final OutboundQueue queue;
    private final SharedRecords shared;

    /** The record that has begun, if one has; {@link #currentOffset} of its bytes have left. */
    private Delivery current;

    private int currentIndex;
    private long currentOffset;

    /** Bytes worth taking into a batch: what the socket took lately, twice. */
    private int batchLimit = MAX_BATCH;

    OutboundWriter(OutboundQueue queue, SharedRecords shared) {
        this.queue = queue;
        this.shared = shared;
    }

    /**
     * Takes from the queue what goes next; false where nothing does.
     *
     * @param alone whether a record that has begun goes by itself
     */
    boolean fill(WriteBatch batch, boolean alone, long nowNs, long maxWaitNs) {
        batch.reset();
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
            Delivery delivery = queue.peekDelivery(ring);
            if (!batch.takes(delivery, shared)) {
                break;
            }
            batch.add(
                    delivery,
                    queue.peekIndex(ring),
                    ring,
                    queue.peekSequence(ring),
                    queue.peekWaitingSinceNs(ring),
                    shared);
            queue.take(ring, nowNs);
        }
        return batch.count() > 0;
    }

    /** The socket has taken {@code n} bytes of the batch. */
    void settle(WriteBatch batch, long n, long nowNs) {
        shared.written(n, batch.planned(), batch.isShared(), nowNs);
        long left = n;
        int place = 0;
        while (place < batch.count() && left >= batch.left(place)) {
            left -= batch.left(place);
            queue.endTaken(batch.delivery(place), batch.index(place), Delivery.SENT, null, batch.left(place), nowNs);
            if (place == 0) {
                current = null;
            }
            place++;
        }
        if (place < batch.count() && (left > 0 || current != null)) {
            begun(batch.delivery(place), batch.index(place), left, nowNs);
            place++;
        }
        for (int unbegun = batch.count() - 1; unbegun >= place; unbegun--) {
            queue.putBack(
                    batch.ring(unbegun),
                    batch.delivery(unbegun),
                    batch.index(unbegun),
                    batch.sequence(unbegun),
                    batch.waitingSinceNs(unbegun),
                    nowNs);
        }
        batchLimit = (int) Math.max(MIN_BATCH, Math.min(MAX_BATCH, 2 * (n < batch.planned() ? n : batchLimit)));
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
    long begunLeft() {
        return current == null ? 0 : current.length - currentOffset;
    }

    /** The connection has failed: so has the record that had begun. */
    void fail(Throwable cause, long nowNs) {
        if (current != null) {
            queue.endTaken(current, currentIndex, Delivery.FAILED, cause, current.length - currentOffset, nowNs);
            current = null;
        }
    }

    /** Bytes that left as shared pages. */
    long sharedBytes() {
        return shared.bytes();
    }

    /** Whether a record has begun and not left whole. */
    boolean inRecord() {
        return current != null;
    }

    /** When the record that has begun was queued; {@code otherwise} where none has, or that is earlier. */
    long currentQueuedNs(long otherwise) {
        return current == null || current.queuedNs() - otherwise > 0 ? otherwise : current.queuedNs();
    }
}
