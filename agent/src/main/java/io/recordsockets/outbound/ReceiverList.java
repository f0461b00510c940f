package io.recordsockets.outbound;

import io.recordsockets.RecordSocket;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Receivers, some of them many times: an immutable list that takes memory for each run of equal ones only, so that a handle
 * that was sent a million times has an answer as short as one that was sent twice.
 *
 * <p>It may be longer than {@link Integer#MAX_VALUE}; {@link #size()} then answers that, as {@link
 * java.util.Collection#size()} says, and what lies behind cannot be reached.
 *
 * <p><b>Threading:</b> any thread; the builder belongs to one.
 */
final class ReceiverList extends AbstractList<RecordSocket> implements RandomAccess {
    private final RecordSocket[] receivers;

    /** The index behind the last element of each run. */
    private final long[] ends;

    private ReceiverList(RecordSocket[] receivers, long[] ends) {
        this.receivers = receivers;
        this.ends = ends;
    }

    /** Makes a list, run by run. */
    static final class Builder {
        private static final int FIRST_CAPACITY = 4;

        private RecordSocket[] receivers = {};
        private long[] ends = {};
        private int runs;

        /**
         * Appends a receiver so many times.
         *
         * @param times 0 for not at all
         * @throws IllegalArgumentException if that is negative
         */
        void add(RecordSocket receiver, long times) {
            Objects.requireNonNull(receiver, "receiver");
            if (times < 0) {
                throw new IllegalArgumentException("times must not be negative, times=" + times);
            }
            if (times == 0) {
                return;
            }
            if (runs > 0 && receivers[runs - 1] == receiver) {
                ends[runs - 1] += times;
                return;
            }
            if (runs == ends.length) {
                int capacity = Math.max(FIRST_CAPACITY, 2 * runs);
                receivers = Arrays.copyOf(receivers, capacity);
                ends = Arrays.copyOf(ends, capacity);
            }
            ends[runs] = (runs == 0 ? 0 : ends[runs - 1]) + times;
            receivers[runs++] = receiver;
        }

        /** The list of what was appended so far. */
        ReceiverList build() {
            return new ReceiverList(Arrays.copyOf(receivers, runs), Arrays.copyOf(ends, runs));
        }
    }

    @Override
    public RecordSocket get(int index) {
        Objects.checkIndex(index, size());
        int run = Arrays.binarySearch(ends, index + 1L);
        return receivers[run >= 0 ? run : -run - 1];
    }

    @Override
    public int size() {
        return ends.length == 0 ? 0 : (int) Math.min(ends[ends.length - 1], Integer.MAX_VALUE);
    }

    @Override
    public boolean contains(Object receiver) {
        return Arrays.asList(receivers).contains(receiver);
    }

    /** Each run once, with its length. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int run = 0; run < ends.length; run++) {
            long times = run == 0 ? ends[run] : ends[run] - ends[run - 1];
            text.append(run == 0 ? "" : ", ").append(receivers[run]);
            if (times > 1) {
                text.append(" x ").append(times);
            }
        }
        return text.append(']').toString();
    }
}
