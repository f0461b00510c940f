package io.recordsockets.demo.broadcast;

/**
 * What subscribers of one sort got, all of them together.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Tally {
    /** From when the vote was due to when it was there whole. */
    final Latencies votes = new Latencies();

    /** The same since somebody last looked. */
    final Latencies recentVotes = new Latencies();

    /** Guarded by this, like all that follow. */
    private long records;

    private long blocks;
    private long bytes;
    private long missingVotes;
    private long wrong;
    private long staleBytes;

    /**
     * The sums at one moment.
     *
     * @param records all that were whole and right
     * @param blocks the blocks among them
     * @param votes the votes among them
     * @param bytes of these records
     * @param missingVotes votes that were left out between others
     * @param wrong records with a wrong checksum, out of order, twice, or no records at all
     * @param staleBytes of blocks that came in after they had been retracted
     */
    record Sums(long records, long blocks, long votes, long bytes, long missingVotes, long wrong, long staleBytes) {
        Sums plus(Sums other) {
            return new Sums(
                    records + other.records,
                    blocks + other.blocks,
                    votes + other.votes,
                    bytes + other.bytes,
                    missingVotes + other.missingVotes,
                    wrong + other.wrong,
                    staleBytes + other.staleBytes);
        }
    }

    synchronized Sums sums() {
        return new Sums(records, blocks, votes.count(), bytes, missingVotes, wrong, staleBytes);
    }

    synchronized void verified(Message.Kind kind, int length) {
        records++;
        bytes += length;
        if (kind == Message.Kind.BLOCK) {
            blocks++;
        }
    }

    void voteTook(long ns) {
        votes.add(ns);
        recentVotes.add(ns);
    }

    synchronized void missVotes(long count) {
        missingVotes += count;
    }

    synchronized void wrong() {
        wrong++;
    }

    synchronized void stale(int length) {
        staleBytes += length;
    }
}
