package io.recordsockets;

import java.util.Collections;
import java.util.List;

/**
 * What a call to unsend found, receiver by receiver; exact, also while records are being sent and connections fail. A receiver to
 * which the record was sent several times is there several times. Immutable.
 *
 * <p>A list may be longer than {@link Integer#MAX_VALUE}; its size then answers that.
 */
public final class UnsendResult {
    private final List<RecordSocket> unsent;
    private final List<RecordSocket> started;
    private final List<RecordSocket> sent;
    private final List<RecordSocket> ended;

    private UnsendResult(
            List<RecordSocket> unsent, List<RecordSocket> started, List<RecordSocket> sent, List<RecordSocket> ended) {
        this.unsent = Collections.unmodifiableList(unsent);
        this.started = Collections.unmodifiableList(started);
        this.sent = Collections.unmodifiableList(sent);
        this.ended = Collections.unmodifiableList(ended);
    }

    /**
     * For the engine. The lists are not copied, since they may be of a form that takes little memory: they must not change.
     *
     * @param unsent see {@link #unsent()}
     * @param started see {@link #started()}
     * @param sent see {@link #sent()}
     * @param ended see {@link #ended()}
     * @return a result
     * @throws NullPointerException if one is null
     */
    public static UnsendResult of(
            List<RecordSocket> unsent, List<RecordSocket> started, List<RecordSocket> sent, List<RecordSocket> ended) {
        return new UnsendResult(unsent, started, sent, ended);
    }

    /** {@return receivers that will not see a byte of it} */
    public List<RecordSocket> unsent() {
        return unsent;
    }

    /** {@return receivers that had begun to get it, and get it whole unless their connection fails} */
    public List<RecordSocket> started() {
        return started;
    }

    /** {@return receivers for which the kernel had it whole} */
    public List<RecordSocket> sent() {
        return sent;
    }

    /** {@return receivers at which it had come to another end: expired, superseded, failed, or taken back before} */
    public List<RecordSocket> ended() {
        return ended;
    }

    private List<List<RecordSocket>> parts() {
        return List.of(unsent, started, sent, ended);
    }

    /** {@return whether the other has equal lists} */
    @Override
    public boolean equals(Object other) {
        return other instanceof UnsendResult result && result.parts().equals(parts());
    }

    /** {@return a hash of the lists} */
    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** {@return how many receivers of each kind} */
    @Override
    public String toString() {
        return "UnsendResult[unsent=" + unsent.size() + ", started=" + started.size() + ", sent=" + sent.size()
                + ", ended=" + ended.size() + "]";
    }
}
