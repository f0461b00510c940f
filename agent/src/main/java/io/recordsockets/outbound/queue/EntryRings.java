package io.recordsockets.outbound.queue;

/**
 * The entries of one queue: a ring for each urgency, and one for what goes on with a record that the application wrote in part.
 *
 * <p><b>Threading:</b> guarded by the connection's lock.
 */
public final class EntryRings {
    static final int URGENCIES = 8;

    /** The ring of what continues a record of the application's. */
    static final int CONTINUATION = URGENCIES;

    private static final int FEW_DEAD = 64;

    private final EntryRing[] rings = new EntryRing[URGENCIES + 1];

    /** About as many records in the rings came to an end. */
    private int dead;

    /** A ring that has had entries. */
    EntryRing get(int place) {
        return rings[place];
    }

    /** A ring that may be new, without what has ended before the first entry that waits. */
    EntryRing trimmed(int place) {
        if (rings[place] == null) {
            rings[place] = new EntryRing();
        }
        trim(rings[place]);
        return rings[place];
    }

    /** Whether an entry waits in a ring; if so, the first one does. */
    boolean waits(int place) {
        EntryRing ring = rings[place];
        if (ring == null) {
            return false;
        }
        trim(ring);
        return !ring.isEmpty();
    }

    private void trim(EntryRing ring) {
        dead = Math.max(dead - ring.trim(), 0);
    }

    boolean isEmpty(int place) {
        return rings[place] == null || rings[place].isEmpty();
    }

    /** Places taken, also by what has come to an end. */
    int places() {
        int places = 0;
        for (EntryRing ring : rings) {
            places += ring == null ? 0 : ring.size();
        }
        return places;
    }

    /** When the oldest record that waits was queued, as a {@link System#nanoTime()}; {@code otherwise} where none is older. */
    long oldestNs(long otherwise) {
        long oldest = otherwise;
        for (EntryRing ring : rings) {
            oldest = ring == null ? oldest : ring.oldestNs(oldest);
        }
        return oldest;
    }

    /** A record in a ring has come to its end. */
    void died() {
        dead++;
    }

    /** Drops what has come to its end, where that is much and more than the records that have not. */
    void compactIfSparse(int live) {
        if (dead > FEW_DEAD && dead > live) {
            for (EntryRing ring : rings) {
                if (ring != null) {
                    ring.compact();
                }
            }
            dead = 0;
        }
    }

    /** Everything has come to its end. */
    void clear() {
        for (EntryRing ring : rings) {
            if (ring != null) {
                ring.clear();
            }
        }
        dead = 0;
    }

    // -- What may be dropped

    /** The ring with the oldest entry of this or a lower urgency that may be dropped; null where there is none. */
    EntryRing withOldestDroppable(int urgency) {
        EntryRing oldest = null;
        long oldestSequence = Long.MAX_VALUE;
        for (int u = urgency; u < URGENCIES; u++) {
            int place = waits(u) ? rings[u].firstDroppable() : -1;
            if (place >= 0 && rings[u].sequence(place) < oldestSequence) {
                oldest = rings[u];
                oldestSequence = oldest.sequence(place);
            }
        }
        return oldest;
    }

    /** Whether so many bytes and records of this or a lower urgency may be dropped. Looks at no more than that. */
    boolean canDrop(int urgency, long bytesWanted, int recordsWanted) {
        long bytesLeft = bytesWanted;
        int recordsLeft = recordsWanted;
        for (int u = urgency; u < URGENCIES; u++) {
            EntryRing ring = rings[u];
            for (int place = 0; ring != null && place < ring.size() && (bytesLeft > 0 || recordsLeft > 0); place++) {
                Entry entry = ring.entry(place);
                for (int i = 0; !entry.isApplication() && i < entry.records(); i++) {
                    if (entry.record(i).waits(ring.index(place))) {
                        bytesLeft -= entry.record(i).length;
                        recordsLeft--;
                    }
                }
            }
        }
        return bytesLeft <= 0 && recordsLeft <= 0;
    }
}
