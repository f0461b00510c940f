package io.recordsockets.outbound.queue;

import io.recordsockets.RecordSocket;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The result of a send that not all of its receivers have accepted at once.
 *
 * <p><b>Threading:</b> made and filled by the thread that sends, before it answers with it; then read by any. {@link #seen} tells
 * whether somebody has looked at it.
 */
public final class Refusals implements SendResult {
    private static final SendOutcome[] OUTCOMES = SendOutcome.values();

    private static final byte WAITING = -1;

    private final RecordSocket[] receivers;

    /** By the number of the receiver, the ordinal of its outcome. {@link #WAITING} only before the send returns. */
    private final byte[] outcomes;

    private int refused;
    private volatile boolean seen;

    Refusals(RecordSocket[] receivers) {
        this.receivers = receivers;
        this.outcomes = new byte[receivers.length];
    }

    /** Nobody accepted it, all for one reason. */
    static Refusals all(RecordSocket[] receivers, SendOutcome outcome) {
        Refusals all = new Refusals(receivers);
        Arrays.fill(all.outcomes, (byte) outcome.ordinal());
        all.refused = receivers.length;
        return all;
    }

    /** Of the thread that sends: what the send has come to at a receiver; null where it waits for room. */
    void set(int index, SendOutcome outcome) {
        refused += outcome == SendOutcome.ACCEPTED ? 0 : 1;
        refused -= outcomes[index] == 0 ? 0 : 1;
        outcomes[index] = outcome == null ? WAITING : (byte) outcome.ordinal();
    }

    /** Of the thread that sends. */
    boolean isWaiting(int index) {
        return outcomes[index] == WAITING;
    }

    /** Of the thread that sends. */
    boolean isEmpty() {
        return refused == 0;
    }

    /** At how many receivers a limit was enforced against the record. Does not count as a look. */
    public int byLimit() {
        int count = 0;
        for (byte outcome : outcomes) {
            count += OUTCOMES[outcome].isLimit() ? 1 : 0;
        }
        return count;
    }

    /** Whether somebody has looked. */
    public boolean seen() {
        return seen;
    }

    @Override
    public boolean isAccepted() {
        return accepted() == receivers.length;
    }

    @Override
    public SendOutcome outcome() {
        seen = true;
        for (byte outcome : outcomes) {
            if (outcome != 0) {
                return OUTCOMES[outcome];
            }
        }
        return SendOutcome.ACCEPTED;
    }

    @Override
    public int receivers() {
        return receivers.length;
    }

    @Override
    public int accepted() {
        seen = true;
        return receivers.length - refused;
    }

    @Override
    public int count(SendOutcome outcome) {
        seen = true;
        int wanted = Objects.requireNonNull(outcome, "outcome").ordinal();
        int count = 0;
        for (byte found : outcomes) {
            count += found == wanted ? 1 : 0;
        }
        return count;
    }

    @Override
    public List<RecordSocket> receiversWith(SendOutcome outcome) {
        seen = true;
        int wanted = Objects.requireNonNull(outcome, "outcome").ordinal();
        List<RecordSocket> found = new ArrayList<>();
        for (int i = 0; i < receivers.length; i++) {
            if (outcomes[i] == wanted) {
                found.add(receivers[i]);
            }
        }
        return found;
    }

    @Override
    public String toString() {
        seen = true;
        return describe();
    }

    /** How many receivers came to which outcome. Does not count as a look. */
    public String describe() {
        int[] counts = new int[OUTCOMES.length];
        for (byte outcome : outcomes) {
            counts[outcome]++;
        }
        StringBuilder text = new StringBuilder("SendResult[receivers=").append(receivers.length);
        for (SendOutcome outcome : OUTCOMES) {
            if (counts[outcome.ordinal()] > 0) {
                text.append(", ").append(outcome).append('=').append(counts[outcome.ordinal()]);
            }
        }
        return text.append(']').toString();
    }
}
