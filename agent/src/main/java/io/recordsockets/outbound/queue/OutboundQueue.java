package io.recordsockets.outbound.queue;

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
 * <p><b>Counting.</b> A record counts from {@link #add} until its end, also while it is being written. A bundle that still grows
 * is the last that was added, as adding another entry seals it; it counts with what it has at the time.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
public final class OutboundQueue {
    private static final int URGENCIES = EntryRings.URGENCIES;
    private static final int CONTINUATION = EntryRings.CONTINUATION;

    private final EntryRings rings = new EntryRings();
    private final NewestByKey keys = new NewestByKey();

    /** How many records ended by each end so far. */
    private final long[] ends = new long[EntryState.COUNT];

    private long nextSequence;
    private int records;
    private long bytes;

    /** The bundle that was added last and has not been taken or split since; it may still grow, and is not counted yet. */
    private Bundle last;

    /** Whether the last entry that was polled ends in the middle of a record. */
    private boolean inRecord;

    public int records() {
        return last == null ? records : records + last.records();
    }

    public long bytes() {
        return last == null ? bytes : bytes + last.length();
    }

    public boolean isEmpty() {
        return records == 0 && last == null;
    }

    /** Places taken in the rings, also by what has come to an end. */
    int entries() {
        return rings.places();
    }

    /** How many records came to this end so far. */
    public long ended(byte end) {
        return ends[end];
    }

    // -- In

    /** Queues a record; one with the same key that has not begun is superseded. */
    public void add(Delivery delivery, int index, long nowNs) {
        if (delivery.key != null) {
            supersede(delivery, index, nowNs);
            rings.compactIfSparse(records);
        }
        addTo(delivery.urgency, delivery, index, nowNs);
    }

    /** Queues bytes of a record of the application's that has been accepted in part. */
    public void addContinuation(Delivery delivery, int index, long nowNs) {
        addTo(CONTINUATION, delivery, index, nowNs);
    }

    /** Whether nothing is queued that goes on with a record of the application's. */
    public boolean hasNoContinuation() {
        return rings.isEmpty(CONTINUATION);
    }

    /** The application wrote past the queue. */
    public void inRecord(boolean nowInRecord) {
        inRecord = nowInRecord;
    }

    /** Queues a bundle, which may grow from then on; there is room for a full one. */
    public void add(Bundle bundle, int index, long nowNs) {
        sealLast();
        put(bundle.urgency, bundle, index, nowNs);
        last = bundle;
    }

    private void addTo(int place, Delivery delivery, int index, long nowNs) {
        sealLast();
        put(place, delivery, index, nowNs);
        records++;
        bytes += delivery.length;
    }

    /** Nothing more comes into what is queued, and it is counted. */
    public void sealLast() {
        if (last != null) {
            last.seal();
            records += last.records();
            bytes += last.length();
            last = null;
        }
    }

    private void put(int place, Entry entry, int index, long nowNs) {
        EntryRing ring = rings.trimmed(place);
        ring.reserve(1);
        entry.move(index, EntryState.QUEUED, nowNs);
        if (ring.isEmpty()) {
            ring.waitingSinceNs = nowNs;
        }
        ring.addLast(entry, index, nextSequence++);
    }

    private void supersede(Delivery delivery, int index, long nowNs) {
        Delivery older = keys.put(delivery, index);
        if (older != null && older.at(keys.replacedIndex()) == EntryState.QUEUED) {
            endQueued(older, keys.replacedIndex(), EntryState.SUPERSEDED, null, nowNs);
        }
    }

    // -- Out

    /** What goes next, and leaves the rings for a write; -1 where nothing may go, else its ring. */
    public int poll(long nowNs, long maxWaitNs) {
        if (inRecord) {
            return live(CONTINUATION, nowNs) ? CONTINUATION : -1;
        }
        int urgent = 0;
        while (urgent < URGENCIES && !(live(urgent, nowNs) && passesFence(urgent, nowNs))) {
            urgent++;
        }
        return urgent == URGENCIES ? -1 : starved(urgent, nowNs, maxWaitNs);
    }

    public Entry peek(int ring) {
        return rings.get(ring).entry(0);
    }

    /** Whether an entry is a bundle that may still grow. */
    public boolean grows(Entry entry) {
        return entry == last && !last.isSealed();
    }

    public int peekIndex(int ring) {
        return rings.get(ring).index(0);
    }

    public long peekSequence(int ring) {
        return rings.get(ring).sequence(0);
    }

    /** Since when the urgency of that entry has waited. */
    public long peekWaitingSinceNs(int ring) {
        return rings.get(ring).waitingSinceNs;
    }

    /** Takes the first entry of a ring for a write. */
    public void take(int place, long nowNs) {
        EntryRing ring = rings.get(place);
        Entry entry = ring.entry(0);
        if (entry == last) {
            sealLast();
        }
        entry.move(ring.index(0), EntryState.WRITING, nowNs);
        inRecord = entry.endsInRecord();
        ring.removeFirst();
        ring.waitingSinceNs = nowNs;
    }

    /** Whether a ring has an entry that may go; drops what has ended and what expires before it. */
    private boolean live(int place, long nowNs) {
        while (rings.waits(place)) {
            EntryRing ring = rings.get(place);
            if (!ring.entry(0).hasExpired(nowNs)) {
                return true;
            }
            endQueued(ring.entry(0).record(0), ring.index(0), EntryState.EXPIRED, null, nowNs);
        }
        return false;
    }

    private int starved(int urgent, long nowNs, long maxWaitNs) {
        int next = urgent;
        long longestNs = Math.max(maxWaitNs - 1, nowNs - rings.get(urgent).waitingSinceNs);
        for (int u = urgent + 1; u < URGENCIES; u++) {
            if (live(u, nowNs)) {
                long waitedNs = nowNs - rings.get(u).waitingSinceNs;
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
        return !rings.get(place).entry(0).fenced || isOldest(place, nowNs);
    }

    /** What is being written counts as gone: its place in the write is earlier, and where it is put back, it is older. */
    private boolean isOldest(int place, long nowNs) {
        long sequence = rings.get(place).sequence(0);
        for (int u = 0; u < URGENCIES; u++) {
            if (u != place && live(u, nowNs) && rings.get(u).sequence(0) < sequence) {
                return false;
            }
        }
        return true;
    }

    /** So many bytes of an entry that was taken have left. */
    public void progress(long written) {
        bytes -= written;
    }

    /** An entry that was taken has begun. */
    public void started(Delivery delivery, int index, long nowNs) {
        delivery.move(index, EntryState.STARTED, nowNs);
        keys.forget(delivery);
    }

    /** An entry that was taken comes to its end; all of its bytes but {@code left} have left. */
    public void endTaken(Entry entry, int index, byte state, Throwable cause, long left, long nowNs) {
        keys.forget(entry);
        count(state, entry.records(), left);
        entry.end(index, state, cause, nowNs);
    }

    /**
     * An entry that was taken has not begun; goes back to where it was. The last one taken is put back first.
     *
     * @param waitingSinceNs what {@link #peekWaitingSinceNs} said before it was taken: its urgency has not been served
     */
    public void putBack(int place, Entry entry, int index, long sequence, long waitingSinceNs, long nowNs) {
        inRecord = place == CONTINUATION;
        rings.get(place).waitingSinceNs = waitingSinceNs;
        if (entry.key != null && keys.get(entry.key) != entry) {
            // A newer one came while this one was being written, even if that one has been taken back since.
            endTaken(entry, index, EntryState.SUPERSEDED, null, entry.length(), nowNs);
            return;
        }
        if (entry.hasExpired(nowNs)) {
            // Its timer may have come while it was being written.
            endTaken(entry, index, EntryState.EXPIRED, null, entry.length(), nowNs);
            return;
        }
        entry.move(index, EntryState.QUEUED, nowNs);
        rings.get(place).addFirst(entry, index, sequence);
    }

    /** Makes sure that so many entries can be put back. */
    public void reserve(int place, int entries) {
        rings.get(place).reserve(entries);
    }

    // -- Ends of what is queued

    /** Ends an entry that is queued, or is not yet; false where it is not queued any more. */
    public boolean end(Delivery delivery, int index, byte state, Throwable cause, long nowNs) {
        if (endInRing(delivery, index, state, cause, nowNs)) {
            rings.compactIfSparse(records);
            return true;
        }
        if (delivery.at(index) == EntryState.UNOFFERED) {
            ends[state]++;
            delivery.end(index, state, cause, nowNs);
            return true;
        }
        return false;
    }

    /** Ends a record that is queued, and leaves its place as it is; false where it is not queued any more. */
    private boolean endInRing(Delivery delivery, int index, byte state, Throwable cause, long nowNs) {
        split(delivery.bundle(), index);
        boolean queued = delivery.at(index) == EntryState.QUEUED;
        if (queued) {
            endQueued(delivery, index, state, cause, nowNs);
        }
        return queued;
    }

    /** From now on each record of a bundle comes to its own end, unless the bundle has come to one or is being written. */
    private void split(Bundle bundle, int index) {
        if (bundle != null && bundle.at(index) <= EntryState.QUEUED) {
            if (bundle == last) {
                sealLast();
            }
            bundle.split(index);
        }
    }

    private void endQueued(Delivery delivery, int index, byte state, Throwable cause, long nowNs) {
        rings.died();
        keys.forget(delivery);
        count(state, 1, delivery.length);
        delivery.end(index, state, cause, nowNs);
    }

    private void count(byte state, int ended, long left) {
        records -= ended;
        bytes -= left;
        ends[state] += ended;
    }

    /** Fails the oldest record of this or a lower urgency that is queued; false where there is none. */
    public boolean dropOldest(int urgency, IOException cause, long nowNs) {
        EntryRing ring = rings.withOldestDroppable(urgency);
        if (ring == null) {
            return false;
        }
        int place = ring.firstDroppable();
        Entry entry = ring.entry(place);
        int index = ring.index(place);
        int number = 0;
        while (!entry.record(number).waits(index)) {
            number++;
        }
        return end(entry.record(number), index, EntryState.FAILED, cause, nowNs);
    }

    /** Whether so many bytes and records of this or a lower urgency may be dropped. Looks at no more than that. */
    public boolean canDrop(int urgency, long bytesWanted, int recordsWanted) {
        sealLast();
        return rings.canDrop(urgency, bytesWanted, recordsWanted);
    }

    /** Bytes of the record that one with this key would replace; 0 where there is none. */
    public long replaceableLength(Object key) {
        Delivery older = keys.get(key);
        return older != null && older.at(keys.index(key)) == EntryState.QUEUED ? older.length : 0;
    }

    /** Whether what was taken last ends in the middle of a record of the application's. */
    public boolean endsInRecord() {
        return inRecord;
    }

    /** Whether all that is queued has to wait for the rest of a record of the application's. */
    public boolean awaitsContinuation() {
        return inRecord && !isEmpty() && hasNoContinuation();
    }

    /** The entry that is queued under a key, as a delivery; null where there is none. */
    public Delivery withKey(Object key) {
        return keys.get(key);
    }

    /**
     * Takes back what is queued with an urgency, and was sent through the group where one is given; oldest first.
     *
     * @return how many records that were
     */
    public int unsendUrgency(int urgency, SendGroup group, long nowNs) {
        EntryRing ring = rings.get(urgency);
        int unsent = 0;
        for (int place = 0; ring != null && place < ring.size(); place++) {
            Entry entry = ring.entry(place);
            int index = ring.index(place);
            boolean meant = !entry.isApplication() && (group == null || entry.group == group);
            for (int i = 0; meant && i < entry.records(); i++) {
                unsent += endInRing(entry.record(i), index, EntryState.UNSENT, null, nowNs) ? 1 : 0;
            }
        }
        rings.compactIfSparse(records);
        return unsent;
    }

    /** Ends everything that is queued. */
    public void failAll(Throwable cause, long nowNs) {
        for (int place = 0; place <= CONTINUATION; place++) {
            EntryRing ring = rings.get(place);
            for (int at = 0; ring != null && at < ring.size(); at++) {
                Entry entry = ring.entry(at);
                for (int i = 0; i < entry.records(); i++) {
                    endInRing(entry.record(i), ring.index(at), EntryState.FAILED, cause, nowNs);
                }
            }
        }
        rings.clear();
    }

    /** When the oldest entry was queued, as a {@link System#nanoTime()}; {@code otherwise} where there is none older. */
    public long oldestNs(long otherwise) {
        return rings.oldestNs(otherwise);
    }
}
