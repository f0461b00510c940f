package io.recordsockets.outbound.queue;

import io.recordsockets.SendResult;
import java.lang.ref.WeakReference;

/**
 * The group that a record was sent through, as far as the record knows it.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface SendGroup {
    /** A send of so many bytes has ended everywhere. */
    void ended(long length);

    /** The result of sends that all of these accepted, which were the members. */
    SendResult allAccepted(Receiver[] receivers);

    /** For those who know the group and do not keep it; always the same. */
    WeakReference<? extends SendGroup> reference();
}
