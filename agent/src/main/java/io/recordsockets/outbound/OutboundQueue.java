package io.recordsockets.outbound;

import java.io.IOException;

/**
 * What waits to be sent on one connection, by urgency and in order within each. It decides what goes next, and knows no
 * socket.
 *
 * <p><b>Who goes next.</b> The first of the most urgent; but where an urgency has waited for {@code maxWait} without being
 * served, its first goes, of several that of the longest wait. A fenced entry at the head of its urgency goes once nothing
 * older is queued, and not before, however long it has waited; what comes behind it with its urgency waits with it. The
 * oldest of all entries never waits, so something may always go.
 *
 * <p><b>The application's own writes</b> may end in the middle of a record of its. Until that record is whole, nothing but its
 * continuation goes.
 *
 * <p><b>Counting.</b> An entry counts from {@link #add} until its end, also while it is being written.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
final class OutboundQueue {
    private static final int URGENCIES = 8;

    /** The ring of what continues a record of the application's. */
    private static final int CONTINUATION = URGENCIES;

    private static final int FEW_DEAD = 64;

    private final EntryRing[] rings = new EntryRing[URGENCIES + 1];

    private final NewestByKey keys = new NewestByKey();

    /** How many entries ended by each end so far. */
    final long[] ends = new long[Delivery.FAILED + 1];

    private long nextSequence;
    private int records;
    private long bytes;

    /** Entries in the rings that came to an end. */
    private int dead;

    /** Whether the last entry that was polled ends in the middle of a record. */
    private boolean inRecord;

    int records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return records == 0;
    }

    /** Places taken in the rings, also by what has come to an end. */
    int entries() {
        int entries = 0;
        for (EntryRing ring : rings) {
            entries += ring == null ? 0 : ring.size();
        }
        return entries;
    }

    // -- In

    /** Queues a record; one with the same key that has not begun is superseded. */
    void add(Delivery delivery, int index, long nowNs) {
        if (delivery.key != null) {
            supersede(delivery, index, nowNs);
            compactIfSparse();
        }
        addTo(delivery.urgency, delivery, index, nowNs);
    }

    /** Queues bytes of a record of the application's that has been accepted in part. */
    void addContinuation(Delivery delivery, int index, long nowNs) {
        addTo(CONTINUATION, delivery, index, nowNs);
    }

    /** Whether nothing is queued that goes on with a record of the application's. */
    boolean hasNoContinuation() {
        EntryRing ring = rings[CONTINUATION];
        return ring == null || ring.isEmpty();
    }

    /** The application wrote past the queue. */
    void inRecord(boolean nowInRecord) {
        inRecord = nowInRecord;
    }

    private void addTo(int place, Delivery delivery, int index, long nowNs) {
        delivery.move(index, Delivery.QUEUED, nowNs);
        EntryRing ring = ring(place);
        trim(ring);
        if (ring.isEmpty()) {
            ring.waitingSinceNs = nowNs;
        }
        ring.addLast(delivery, index, nextSequence++);
        records++;
        bytes += delivery.length;
    }

    private EntryRing ring(int place) {
        EntryRing ring = rings[place];
        return ring != null ? ring : (rings[place] = new EntryRing());
    }

    /** Drops what has come to its end before the first entry that has not. */
    private void trim(EntryRing ring) {
        while (!ring.isEmpty() && ring.delivery(0).at(ring.index(0)) != Delivery.QUEUED) {
            ring.removeFirst();
            dead--;
        }
    }

    private void supersede(Delivery delivery, int index, long nowNs) {
        Delivery older = keys.put(delivery, index);
        if (older != null && older.at(keys.replacedIndex()) == Delivery.QUEUED) {
            endQueued(older, keys.replacedIndex(), Delivery.SUPERSEDED, null, nowNs);
        }
    }

    // -- Out

    /** What goes next, and leaves the rings for a write; -1 where nothing may go, else its ring. */
    int poll(long nowNs, long maxWaitNs) {
        if (inRecord) {
            return live(CONTINUATION, nowNs) ? CONTINUATION : -1;
        }
        int urgent = 0;
        while (urgent < URGENCIES && !(live(urgent, nowNs) && passesFence(urgent, nowNs))) {
            urgent++;
        }
        return urgent == URGENCIES ? -1 : starved(urgent, nowNs, maxWaitNs);
    }

    Delivery peekDelivery(int ring) {
        return rings[ring].delivery(0);
    }

    int peekIndex(int ring) {
        return rings[ring].index(0);
    }

    long peekSequence(int ring) {
        return rings[ring].sequence(0);
    }

    /** Since when the urgency of that entry has waited. */
    long peekWaitingSinceNs(int ring) {
        return rings[ring].waitingSinceNs;
    }

    /** Takes the first entry of a ring for a write. */
    void take(int place, long nowNs) {
        EntryRing ring = rings[place];
        Delivery delivery = ring.delivery(0);
        delivery.move(ring.index(0), Delivery.WRITING, nowNs);
        inRecord = delivery.endsInRecord;
        ring.removeFirst();
        ring.waitingSinceNs = nowNs;
    }

    /** Whether a ring has an entry that may go; drops what has ended and what expires before it. */
    private boolean live(int place, long nowNs) {
        EntryRing ring = rings[place];
        if (ring == null) {
            return false;
        }
        for (trim(ring); !ring.isEmpty(); trim(ring)) {
            Delivery delivery = ring.delivery(0);
            if (!delivery.hasExpired(nowNs)) {
                return true;
            }
            endQueued(delivery, ring.index(0), Delivery.EXPIRED, null, nowNs);
        }
        return false;
    }

    private int starved(int urgent, long nowNs, long maxWaitNs) {
        int next = urgent;
        long longestNs = Math.max(maxWaitNs - 1, nowNs - rings[urgent].waitingSinceNs);
        for (int u = urgent + 1; u < URGENCIES; u++) {
            if (live(u, nowNs)) {
                long waitedNs = nowNs - rings[u].waitingSinceNs;
                if (waitedNs > longestNs && passesFence(u, nowNs)) {
                    next = u;
                    longestNs = waitedNs;
                }
            }
        }
        return next;
    }

    /** Whether the first entry of an urgency, which is live, has no fence or nothing left to wait for. */
    private boolean passesFence(int place, long nowNs) {
        return !rings[place].delivery(0).fenced || isOldest(place, nowNs);
    }

    /** What is being written counts as gone: its place in the write is earlier, and where it is put back, it is older. */
    private boolean isOldest(int place, long nowNs) {
        long sequence = rings[place].sequence(0);
        for (int u = 0; u < URGENCIES; u++) {
            if (u != place && live(u, nowNs) && rings[u].sequence(0) < sequence) {
                return false;
            }
        }
        return true;
    }

    /** So many bytes of an entry that was taken have left. */
    void progress(long written) {
        bytes -= written;
    }

    /** An entry that was taken has begun. */
    void started(Delivery delivery, int index, long nowNs) {
        delivery.move(index, Delivery.STARTED, nowNs);
        keys.forget(delivery);
    }

    /** An entry that was taken comes to its end; all of its bytes but {@code left} have left. */
    void endTaken(Delivery delivery, int index, byte state, Throwable cause, long left, long nowNs) {
        keys.forget(delivery);
        count(state, left);
        delivery.end(index, state, cause, nowNs);
    }

    /**
     * An entry that was taken has not begun; goes back to where it was. The last one taken is put back first.
     *
     * @param waitingSinceNs what {@link #peekWaitingSinceNs} said before it was taken: its urgency has not been served
     */
    void putBack(int place, Delivery delivery, int index, long sequence, long waitingSinceNs, long nowNs) {
        inRecord = place == CONTINUATION;
        rings[place].waitingSinceNs = waitingSinceNs;
        if (delivery.key != null && keys.get(delivery.key) != delivery) {
            // A newer one came while this one was being written, even if that one has been taken back since.
            endTaken(delivery, index, Delivery.SUPERSEDED, null, delivery.length, nowNs);
            return;
        }
        if (delivery.hasExpired(nowNs)) {
            // Its timer may have come while it was being written.
            endTaken(delivery, index, Delivery.EXPIRED, null, delivery.length, nowNs);
            return;
        }
        delivery.move(index, Delivery.QUEUED, nowNs);
        rings[place].addFirst(delivery, index, sequence);
    }

    // -- Ends of what is queued

    /** Ends an entry that is queued, or is not yet; false where it is not queued any more. */
    boolean end(Delivery delivery, int index, byte state, Throwable cause, long nowNs) {
        byte now = delivery.at(index);
        if (now == Delivery.UNOFFERED) {
            ends[state]++;
            delivery.end(index, state, cause, nowNs);
            return true;
        }
        if (now != Delivery.QUEUED) {
            return false;
        }
        endQueued(delivery, index, state, cause, nowNs);
        compactIfSparse();
        return true;
    }

    private void endQueued(Delivery delivery, int index, byte state, Throwable cause, long nowNs) {
        dead++;
        keys.forget(delivery);
        count(state, delivery.length);
        delivery.end(index, state, cause, nowNs);
    }

    private void count(byte state, long left) {
        records--;
        bytes -= left;
        ends[state]++;
    }

    private void compactIfSparse() {
        if (dead > FEW_DEAD && dead > records) {
            for (EntryRing ring : rings) {
                if (ring != null) {
                    ring.compact();
                }
            }
            dead = 0;
        }
    }

    /** Fails the oldest record of this or a lower urgency that is queued; false where there is none. */
    boolean dropOldest(int urgency, IOException cause, long nowNs) {
        Delivery oldest = null;
        int oldestIndex = 0;
        long oldestSequence = Long.MAX_VALUE;
        for (int u = urgency; u < URGENCIES; u++) {
            EntryRing ring = rings[u];
            if (ring != null) {
                trim(ring);
            }
            for (int place = 0; ring != null && place < ring.size(); place++) {
                Delivery delivery = ring.delivery(place);
                int index = ring.index(place);
                if (!delivery.application && delivery.at(index) == Delivery.QUEUED) {
                    if (ring.sequence(place) < oldestSequence) {
                        oldest = delivery;
                        oldestIndex = index;
                        oldestSequence = ring.sequence(place);
                    }
                    break;
                }
            }
        }
        return oldest != null && end(oldest, oldestIndex, Delivery.FAILED, cause, nowNs);
    }

    /** Whether so many bytes and records of this or a lower urgency may be dropped. Looks at no more than that. */
    boolean canDrop(int urgency, long bytesWanted, int recordsWanted) {
        long bytesLeft = bytesWanted;
        int recordsLeft = recordsWanted;
        for (int u = urgency; u < URGENCIES; u++) {
            EntryRing ring = rings[u];
            for (int place = 0; ring != null && place < ring.size() && (bytesLeft > 0 || recordsLeft > 0); place++) {
                Delivery delivery = ring.delivery(place);
                if (!delivery.application && delivery.at(ring.index(place)) == Delivery.QUEUED) {
                    bytesLeft -= delivery.length;
                    recordsLeft--;
                }
            }
        }
        return bytesLeft <= 0 && recordsLeft <= 0;
    }

    /** Bytes of the record that one with this key would replace; 0 where there is none. */
    long replaceableLength(Object key) {
        Delivery older = keys.get(key);
        return older != null && older.at(keys.index(key)) == Delivery.QUEUED ? older.length : 0;
    }

    /** Whether all that is queued has to wait for the rest of a record of the application's. */
    boolean awaitsContinuation() {
        return inRecord && records > 0 && hasNoContinuation();
    }

    /** The entry that is queued under a key, as a delivery; null where there is none. */
    Delivery withKey(Object key) {
        return keys.get(key);
    }

    /** Takes back what is queued with an urgency, and was sent through the group where one is given; oldest first. */
    void unsendUrgency(int urgency, Group group, Connection receiver, Unsend unsend, long nowNs) {
        EntryRing ring = rings[urgency];
        for (int place = 0; ring != null && place < ring.size(); place++) {
            Delivery delivery = ring.delivery(place);
            int index = ring.index(place);
            boolean meant = !delivery.application && (group == null || delivery.group == group);
            if (meant && delivery.at(index) == Delivery.QUEUED) {
                endQueued(delivery, index, Delivery.UNSENT, null, nowNs);
                unsend.found(receiver, Delivery.UNSENT, true);
            }
        }
        compactIfSparse();
    }

    /** Ends everything that is queued. */
    void failAll(Throwable cause, long nowNs) {
        for (EntryRing ring : rings) {
            for (; ring != null && !ring.isEmpty(); ring.removeFirst()) {
                if (ring.delivery(0).at(ring.index(0)) == Delivery.QUEUED) {
                    endQueued(ring.delivery(0), ring.index(0), Delivery.FAILED, cause, nowNs);
                }
            }
        }
        dead = 0;
    }

    /** When the oldest entry was queued, as a {@link System#nanoTime()}; {@code otherwise} where there is none older. */
    long oldestNs(long otherwise) {
        long oldest = otherwise;
        for (EntryRing ring : rings) {
            for (int place = 0; ring != null && place < ring.size(); place++) {
                if (ring.delivery(place).at(ring.index(place)) == Delivery.QUEUED) {
                    oldest = Math.min(oldest, ring.delivery(place).queuedNs());
                    break;
                }
            }
        }
        return oldest;
    }
}
