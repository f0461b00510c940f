package io.recordsockets.inbound;

/**
 * What the connections of one rule have seen, from which the next ones begin: whether its records come in pieces that
 * complete quickly, how many pieces, and how long they take. And how often a hold has made the application wait in vain:
 * after {@link #MAX_LATE} such messages no connection of the rule waits long enough for anybody to notice.
 *
 * <p><b>Threading:</b> any thread. Called where a record was seen to come in pieces or a hold failed, not per record.
 */
final class Experience {
    /** Records in pieces that a rule must have seen before a new connection holds from its first byte on. */
    private static final int HOLD_FROM = 16;

    private static final int MAX_SCORE = 64;
    private static final int WRONG_HOLD = 16;
    private static final int SHORT_WRONG_HOLD = 4;

    /** Messages of the rule that a hold may have made late by more than {@link Ladder#LATE_NS}. */
    private static final int MAX_LATE = 24;

    // -- Guarded by this
    private int score;
    private int late;
    private final Arrivals arrivals = new Arrivals();
    private long averageLength;
    // -- End of what this guards

    /** Written under the monitor. */
    private volatile boolean holdsFromStart;

    /** Written under the monitor. */
    private volatile boolean cautious;

    /** A connection that follows saw a record come in pieces for which a hold would have paid. */
    synchronized void wouldPay(int pieces, long durationNs, long length) {
        arrivals.record(pieces, durationNs);
        arrivals.length(length);
        averageLength += averageLength == 0 ? length : length - averageLength >> 2;
        score(1);
    }

    /** A connection that follows saw records for which it would not have paid. */
    synchronized void wouldNotPay() {
        score(-1);
    }

    /** Many holds ended whole since. */
    synchronized void forgive() {
        late = Math.max(late - 1, 0);
        if (late == 0) {
            cautious = false;
        }
    }

    /** A hold made the application wait in vain. */
    synchronized void heldInVain(boolean late) {
        score(late ? -WRONG_HOLD : -SHORT_WRONG_HOLD);
        if (late && ++this.late >= MAX_LATE) {
            cautious = true;
        }
    }

    private void score(int change) {
        assert Thread.holdsLock(this);
        score = Math.max(-MAX_SCORE, Math.min(score + change, MAX_SCORE));
        boolean holds = score >= HOLD_FROM;
        if (holds != holdsFromStart) {
            holdsFromStart = holds;
        }
    }

    /** Whether a new connection holds from its first byte on. */
    boolean holdsFromStart() {
        return holdsFromStart;
    }

    /** Whether holds of this rule have made so many messages late that none may be made late any more. */
    boolean cautious() {
        return cautious;
    }

    /** What a new connection is to expect. */
    synchronized Arrivals teach() {
        Arrivals learner = new Arrivals();
        learner.expect(arrivals);
        return learner;
    }

    /** How long its records are to be, on average in bytes; 0 where nothing is known. */
    synchronized long averageLength() {
        return averageLength;
    }
}
