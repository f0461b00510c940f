package io.recordsockets.inbound;

import io.recordsockets.monitor.RuleCounters;

/**
 * Where a connection stands between following and holding, and the account that decides it.
 *
 * <pre>
 *              records in pieces that come quickly, and that nobody answers before they are whole
 *            +------------------------------------------------------------------------------------+
 *            |                                                                                    v
 *       FOLLOWING                                                                              HOLDING
 *            ^                                                                                    |
 *            +------------------------------------------------------------------------------------+
 *              holds that ended in vain (dearer each time); records that are whole at once; a look
 *              now and then at how they come while nobody waits
 * </pre>
 *
 * <p><b>Following</b> delays nothing: the application reads, and its bytes are looked at, or only a {@linkplain Sampler sample}
 * where there was nothing to win for a while. A record for which a hold
 * would have paid is a <em>credit</em>: it came in several reads, close together; it was the last thing that was there when it
 * became whole, as bytes are not that merely happen to look like the end of a record; and the application wrote nothing in
 * between, so it had no use for the parts. One with others behind it counts less, and only if its length was announced.
 *
 * <p><b>Holding</b> is bounded by what was seen: the first holds wait a few times the gap between two pieces, and each that ends
 * whole lets the next wait longer, up to three times what such a record takes. A hold that ends in vain is a debit, and the
 * bound falls back. After {@link #MAX_LATE} that made a message late by more than {@link #LATE_NS}, the connection never holds
 * again; after so many of a rule, none of its connections waits so long ({@link Experience}). Many holds that end whole make up
 * for one.
 *
 * <p>The first bounds are in no option: what waiting saves is wake-ups, and one in 10 ms costs next to nothing.
 *
 * <p><b>Threading:</b> guarded by the connection's lock, but for {@link #wrote()}.
 */
final class Ladder {
    /** A message that is later than this would be noticed, in nanoseconds. */
    static final long LATE_NS = 4_000_000;

    /** What a record is worth that a hold would have helped, or has. */
    private static final int CREDIT = 4;

    /** For the first climb; each fall doubles it. */
    private static final int CLIMB = 3 * CREDIT;

    /** What a connection has to spend that begins to hold. */
    private static final int HEAD_START = 6 * CREDIT;

    private static final int MAX_CREDIT = 16 * CREDIT;
    private static final int WRONG_HOLD = 8 * CREDIT;

    /** For one that nobody noticed, as where the sender was not scheduled for a moment. */
    private static final int SHORT_WRONG_HOLD = CREDIT;

    /** Of the messages of one connection, so many may have been made late. */
    private static final int MAX_LATE = 5;

    private static final int MAX_FALLS = 10;

    /** Falls after which it has been tried, and a sample is enough to see that things have changed. */
    private static final int TRIED = 3;

    /** Records whole at once, in a row, after which looking before the application does finds out nothing. */
    private static final int WHOLE_IN_ROW = 16;

    private static final int MAX_WHOLE_IN_ROW = 4096;

    /** Records followed whole for which a quarter of a credit is lost. */
    private static final int WHOLE_PER_QUARTER = 2;

    /** Pieces further apart than this save too little, in microseconds; from {@link #WIDE_GAP_US} on, it takes more of them. */
    private static final int MAX_GAP_US = 10_000;

    private static final int WIDE_GAP_US = 4_000;

    /** A record that takes twice as long as before and this besides, in microseconds, is slowed by its being held. */
    private static final int SLOWED_US = 2_000;

    /** Holds that ended whole after which a fall is forgiven, and a message that was late. */
    private static final int FORGIVEN_AFTER = 256;

    /** Holds after which a record is followed again, to see how they come by themselves. */
    private static final int LOOK_AGAIN = 2048;

    private static final int SAVING_PIECES16 = 5 << 4;

    /** To look for a record must take so many reads fewer than the application would, else it is better left to that. */
    private static final int SAVED_READS = 2;

    /** To hold a record whose body stays in the kernel takes five system calls; it must have taken about as many to read. */
    private static final int WORTH_READS = 4;

    final Sampler sampler = new Sampler();

    private final InboundRule rule;

    /** Null until a record came in pieces. */
    private Arrivals arrivals;

    /** Reads that looking has taken for the record that is held. */
    private short looks;

    private boolean holding;
    private boolean neverAgain;
    private byte falls;
    private byte late;
    private short credit;
    private short wholeInRow;
    private short wholeEnough = WHOLE_IN_ROW;

    /** Reads that the record took so far that is being followed. */
    private short pieces;

    /** When the first of them was. */
    private long firstPieceNs;

    /** The application wrote since the record being followed began. A hint: set by any thread, and may be seen late. */
    private boolean wrote;

    /** Begins with what the rule has learned. */
    Ladder(InboundRule rule) {
        this.rule = rule;
        HoldMode mode = rule.limits.mode();
        if (mode == HoldMode.ON) {
            holding = true;
        } else if (mode == HoldMode.AUTO && rule.experience.holdsFromStart()) {
            arrivals = rule.experience.teach();
            // What others have seen is worth a hold that nobody would notice, and no longer one.
            holding = arrivals.maxPatienceNs() <= LATE_NS;
            credit = CLIMB - CREDIT;
        }
        rule.counters.stands(holding, 1);
    }

    /** Whether records are looked for before the application reads, and held until they are whole. */
    boolean holding() {
        return holding;
    }

    /** Whether so many pieces are to be expected that asking the kernel to wait for the last is worth two system calls. */
    boolean manyPieces() {
        return always() || arrivals != null && arrivals.pieces16() >= SAVING_PIECES16;
    }

    /** Records became whole, of which the shortest had about so many bytes. */
    void recordsWhole(long shortest) {
        if (arrivals != null) {
            arrivals.length(shortest);
        }
    }

    /** The length that a record will have at least, by those before it, in bytes; 0 where nothing is to be built on it. */
    int predictedLength() {
        return always() || !manyPieces() ? 0 : arrivals.shortest();
    }

    /** The application wrote. Any thread. */
    void wrote() {
        wrote = true;
    }

    // -- While following

    /**
     * The application read a part of a record, and there was no more.
     *
     * @param nowNs not used where {@link #inPieces()} already
     */
    void partRead(long nowNs) {
        sampler.inPieces();
        if (pieces == 0) {
            firstPieceNs = nowNs;
            wrote = false;
        }
        pieces = (short) Math.min(pieces + 1, Short.MAX_VALUE);
        if (always() && !holding) {
            wholeEnough = (short) Math.min(2 * wholeEnough, MAX_WHOLE_IN_ROW);
            hold();
        }
    }

    /** Whether a record that now is whole was read in parts. */
    boolean inPieces() {
        return pieces > 0;
    }

    /**
     * The record is whole that was read in parts.
     *
     * @param alone whether nothing was there behind it
     * @param announced whether it was known beforehand where it ends
     * @param length its length in bytes
     * @return whether from here on only a sample of the reads is to be looked at
     */
    boolean pieceRecordRead(boolean alone, boolean announced, long length, long nowNs) {
        int reads = pieces + 1;
        long durationNs = nowNs - firstPieceNs;
        boolean answered = wrote;
        pieces = 0;
        wholeInRow = 0;
        if (alone) {
            sampler.placed();
        }
        if (rule.limits.mode() != HoldMode.AUTO) {
            return false;
        }
        long gapUs = durationNs / 1000 / (reads - 1);
        if (gapUs > MAX_GAP_US || durationNs > rule.limits.holdTimeNs() || answered) {
            credit = (short) Math.max(credit - WRONG_HOLD, -MAX_CREDIT);
            rule.experience.wouldNotPay();
            return alone && sampler.idle();
        }
        if (arrivals == null && credit >= CREDIT) {
            // Not before there was another: of most connections nothing more comes.
            arrivals = new Arrivals();
        }
        if (arrivals != null) {
            arrivals.record(reads, durationNs);
        }
        if ((alone || announced) && (ArrivalPattern.small(length) || reads >= WORTH_READS)) {
            credit = (short) Math.min(credit + (alone && gapUs <= WIDE_GAP_US ? CREDIT : 1), Short.MAX_VALUE);
            rule.experience.wouldPay(reads, durationNs, length);
            boolean may = !neverAgain
                    && (arrivals == null || patience(arrivals.firstPatienceNs()) >= 2_000L * arrivals.gapUs());
            if (may && arrivals != null && credit >= CLIMB << falls) {
                holdAsSeen();
                return false;
            }
            // To look for an end that nothing announces takes a read for each piece, but where there are many.
            boolean inVain = !announced && arrivals != null && !manyPieces();
            if (!may || falls >= TRIED || inVain) {
                return alone && sampler.idle();
            }
            sampler.pays();
        } else if (credit > 0 && !alone && !announced) {
            // Where this is the rule, ends of records are found by chance.
            credit--;
        }
        return false;
    }

    private void holdAsSeen() {
        credit = HEAD_START;
        arrivals.heldUs = arrivals.durationUs();
        arrivals.patienceNs = arrivals.firstPatienceNs();
        hold();
    }

    /**
     * Records were read whole.
     *
     * @param alone whether nothing was there behind them
     * @return whether from here on only a sample of the reads is to be looked at
     */
    boolean wholeRead(boolean alone) {
        pieces = 0;
        if (credit > 0 && ++wholeInRow % WHOLE_PER_QUARTER == 0) {
            credit--;
            rule.experience.wouldNotPay();
        }
        if (!alone) {
            sampler.inPieces();
            return false;
        }
        return !always() && sampler.idle();
    }

    /** Counts each read that was not looked at as a record. */
    void countPassed() {
        int passed = sampler.takePassed();
        if (passed > 0) {
            rule.counters.records(passed);
        }
    }

    // -- While holding

    /** A record was whole at the first look. */
    void wholeAtOnce() {
        looks = 0;
        if (holding && ++wholeInRow >= wholeEnough) {
            follow();
        }
    }

    /** A record was not whole at the first look. */
    void waits() {
        wholeInRow = 0;
    }

    /** Looking for the end of a record took a read. */
    void looked() {
        looks = (short) Math.min(looks + 1, Short.MAX_VALUE);
    }

    /** A hold ended with the record whole. */
    void heldWhole(long durationNs) {
        rule.counters.heldWhole(arrivals == null ? 0 : Math.max(arrivals.pieces16() - (2 << 4) >> 4, 0));
        if (always()) {
            return;
        }
        int us = (int) Math.min(durationNs / 1000, Integer.MAX_VALUE / 8);
        arrivals.heldUs += us - arrivals.heldUs >> 3;
        boolean saves = looks + SAVED_READS << 4 <= arrivals.pieces16();
        looks = 0;
        credit = (short) Math.min(credit + (saves ? CREDIT : -CREDIT), MAX_CREDIT);
        if (durationNs > arrivals.patienceNs / 4) {
            arrivals.patienceNs = Math.min(2 * arrivals.patienceNs, arrivals.maxPatienceNs());
        }
        if (credit < 0 || arrivals.heldUs > 2 * arrivals.durationUs() + SLOWED_US) {
            // Looking reads as often as the application would; or the sender waits for acknowledgement, or the window.
            rule.experience.wouldNotPay();
            fall();
        } else if (++arrivals.holds % FORGIVEN_AFTER == 0) {
            falls = (byte) Math.max(falls - 1, 0);
            late = (byte) Math.max(late - 1, 0);
            rule.experience.forgive();
        }
        if (arrivals.holds >= LOOK_AGAIN && holding) {
            arrivals.holds = 0;
            credit = (short) ((CLIMB << falls) - CREDIT);
            follow();
        }
    }

    /**
     * A guard ended a hold, after which the application may have a part.
     *
     * @param delayNs how long it could have had it
     */
    void heldInVain(long delayNs) {
        rule.counters.addedByGuards(delayNs);
        if (always()) {
            return;
        }
        boolean isLate = delayNs > LATE_NS;
        rule.experience.heldInVain(isLate);
        if (isLate && ++late >= MAX_LATE) {
            neverAgain = true;
        }
        arrivals.patienceNs = arrivals.firstPatienceNs();
        credit = (short) (credit - (isLate ? WRONG_HOLD : SHORT_WRONG_HOLD));
        if (credit < 0 || neverAgain) {
            fall();
        }
    }

    /** Nanoseconds without progress for which the next hold waits. */
    long stallNs() {
        return always() ? rule.limits.stallNs() : Math.min(patience(arrivals.patienceNs), rule.limits.stallNs());
    }

    /** Nanoseconds that the next hold lasts at most. */
    long holdTimeNs() {
        long wantedNs = always() ? Long.MAX_VALUE : patience(arrivals.maxPatienceNs());
        return Math.min(wantedNs, rule.limits.holdTimeNs());
    }

    private long patience(long wantedNs) {
        return rule.experience.cautious() ? Math.min(wantedNs, Arrivals.cautiousPatienceNs()) : wantedNs;
    }

    // -- Steps

    private boolean always() {
        return rule.limits.mode() == HoldMode.ON;
    }

    private void fall() {
        credit = 0;
        falls = (byte) Math.min(falls + 1, MAX_FALLS);
        rule.counters.fell();
        follow();
    }

    private void hold() {
        holding = true;
        sampler.placed();
        pieces = 0;
        wholeInRow = 0;
        step(1);
    }

    private void follow() {
        holding = false;
        pieces = 0;
        step(-1);
    }

    private void step(int change) {
        RuleCounters counters = rule.counters;
        counters.stands(true, change);
        counters.stands(false, -change);
    }

    /** The connection is plain TCP or closed. */
    void leave() {
        countPassed();
        rule.counters.stands(holding, -1);
    }
}
