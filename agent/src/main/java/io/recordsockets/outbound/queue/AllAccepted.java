package io.recordsockets.outbound.queue;

import io.recordsockets.RecordSocket;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendResult;
import java.util.List;
import java.util.Objects;

/**
 * The result of sends that all of their receivers have accepted; one object for all sends to the same receivers.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class AllAccepted implements SendResult {
    /** Not to be changed. */
    public final RecordSocket[] receivers;

    public AllAccepted(RecordSocket[] receivers) {
        this.receivers = receivers;
    }

    @Override
    public boolean isAccepted() {
        return true;
    }

    @Override
    public SendOutcome outcome() {
        return SendOutcome.ACCEPTED;
    }

    @Override
    public int receivers() {
        return receivers.length;
    }

    @Override
    public int accepted() {
        return receivers.length;
    }

    @Override
    public int count(SendOutcome outcome) {
        return Objects.requireNonNull(outcome, "outcome") == SendOutcome.ACCEPTED ? receivers.length : 0;
    }

    @Override
    public List<RecordSocket> receiversWith(SendOutcome outcome) {
        return Objects.requireNonNull(outcome, "outcome") == SendOutcome.ACCEPTED ? List.of(receivers) : List.of();
    }

    @Override
    public String toString() {
        return "SendResult[accepted by all, receivers=" + receivers.length + "]";
    }
}
