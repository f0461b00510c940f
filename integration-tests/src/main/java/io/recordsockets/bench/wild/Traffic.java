package io.recordsockets.bench.wild;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What the peers of one row do, on all connections, in the order of time.
 *
 * @param steps what, and when
 * @param nagle whether the peers have left Nagle's algorithm on
 * @param ends whether the program takes all of it; one that closes does not
 */
public record Traffic(List<Step> steps, boolean nagle, boolean ends) {
    /** Keeps a copy. */
    public Traffic {
        steps = List.copyOf(steps);
    }

    /** How many connections it has. */
    public int connections() {
        return steps.stream().mapToInt(Step::connection).max().orElse(-1) + 1;
    }

    /** The same from peers that have left Nagle's algorithm on. */
    public Traffic withNagle() {
        return new Traffic(steps, true, ends);
    }

    /** The same to a program that closes. */
    public Traffic cutShort() {
        return new Traffic(steps, nagle, false);
    }

    /** What the first connection sends first, as one array of at most so many steps. */
    public byte[] opening(int count) {
        byte[] bytes = new byte[0];
        int left = count;
        for (Step step : steps) {
            if (step.connection() == 0 && step.bytes().length > 0 && left-- > 0) {
                int before = bytes.length;
                bytes = Arrays.copyOf(bytes, before + step.bytes().length);
                System.arraycopy(step.bytes(), 0, bytes, before, step.bytes().length);
            }
        }
        return bytes;
    }

    /** Collects the steps of one connection after the other. */
    public static final class Builder {
        private final List<Step> steps = new ArrayList<>();
        private int connection = -1;
        private long atNs;

        /** The next connection, whose first step is at this time. */
        public Builder connection(long startNs) {
            connection++;
            atNs = startNs;
            return this;
        }

        /** So many nanoseconds until the next step. */
        public Builder pause(long ns) {
            atNs += ns;
            return this;
        }

        /** A write on which the program cannot act. */
        public Builder part(byte[] bytes) {
            return add(Step.Kind.PART, bytes);
        }

        /** A write that ends a message. */
        public Builder message(byte[] bytes) {
            return add(Step.Kind.MESSAGE, bytes);
        }

        /** A byte of urgent data. */
        public Builder urgent() {
            return add(Step.Kind.URGENT, new byte[0]);
        }

        /** Reads until a head has come. */
        public Builder awaitHead() {
            return add(Step.Kind.AWAIT_HEAD, new byte[0]);
        }

        /** One message, a piece a write, with pauses between. */
        public Builder inPieces(byte[] bytes, int pieceBytes, long gapNs) {
            for (int from = 0; from < bytes.length; from += pieceBytes) {
                boolean last = from + pieceBytes >= bytes.length;
                byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + pieceBytes));
                add(last ? Step.Kind.MESSAGE : Step.Kind.PART, piece);
                pause(last ? 0 : gapNs);
            }
            return this;
        }

        /** A message a write, with a pause behind each. */
        public Builder units(byte[] bytes, int unitBytes, long gapNs) {
            for (int from = 0; from < bytes.length; from += unitBytes) {
                message(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + unitBytes)));
                pause(gapNs);
            }
            return this;
        }

        private Builder add(Step.Kind kind, byte[] bytes) {
            steps.add(new Step(atNs, connection, kind, bytes));
            return this;
        }

        /** When the next step is due. */
        public long atNs() {
            return atNs;
        }

        /** The traffic so far. */
        public Traffic build() {
            // stable: steps of one connection at one time stay in their order
            steps.sort(Comparator.comparingLong(Step::atNs));
            return new Traffic(steps, false, true);
        }
    }
}
