package io.recordsockets.framing;

import io.recordsockets.spi.RecordParser;
import java.nio.ByteBuffer;

/**
 * A parser of what a connection receives that learns from what the same side sends: an answer to HEAD has no body, and
 * behind the answer to STARTTLS there are no lines. Without being shown it works as well, with more doubt.
 *
 * <p><b>Use:</b> each byte that goes out is shown once, in order, from the connection's first on, before it is handed to the
 * kernel where that can be done: then no answer overtakes it. What the kernel did not take and the application offers
 * again is not shown again. Where bytes leave that nobody sees, as with {@code sendfile}, {@link #unseen} takes their place.
 *
 * <p><b>Threading:</b> {@link #sent} and {@link #unseen} by one thread at a time, with happens-before between the calls;
 * {@link #parse} as ever by one at a time, which may be another at the same moment. None of them waits for the other.
 */
public interface PairedParser extends RecordParser {
    /**
     * Shows what goes out.
     *
     * @param view in either byte order; the bytes are within its limit; nothing of it is changed or kept
     * @param index where the bytes begin
     * @param length how many there are
     * @return false where nothing that goes out later is of interest: then neither method is to be called any more, and
     *     calls do no harm
     */
    boolean sent(ByteBuffer view, int index, int length);

    /**
     * Bytes have gone out that nobody could look at.
     *
     * @return as {@link #sent}
     */
    boolean unseen(long length);
}
