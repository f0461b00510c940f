package io.recordsockets;

/**
 * What happened to a send at one receiver, at the time of the send. What becomes of an accepted record later is told by a {@link
 * SendReceipt}. Further constants may be added: a {@code switch} needs a {@code default}.
 */
public enum SendOutcome {
    /** The record is queued, or has left already. */
    ACCEPTED,
    /** Refused: the socket's {@link SocketPolicy#maxBytes()} would be exceeded. */
    SOCKET_BYTES_LIMIT,
    /** Refused: the socket's {@link SocketPolicy#maxRecords()} would be exceeded. */
    SOCKET_RECORDS_LIMIT,
    /** Refused for all members: the group's {@link GroupPolicy#maxBytes()} would be exceeded. */
    GROUP_BYTES_LIMIT,
    /** Refused for all members: the group's {@link GroupPolicy#maxRecords()} would be exceeded. */
    GROUP_RECORDS_LIMIT,
    /** The record socket is closed or detached, is being closed, has shut its output down, or has failed. */
    CLOSED,
    /** The lifetime of the record was over while its sender waited for room ({@link Overflow#BLOCK}). */
    EXPIRED,
    /** The sending thread was interrupted while it waited for room; its interrupt status is set. */
    INTERRUPTED,
    /** Another thread took the record back while its sender waited for room. */
    UNSENT,
    /**
     * By the framing, no record can follow what the application itself has written to the channel: a change of protocol, or a
     * body that goes on up to the end of the connection.
     */
    NO_BOUNDARY;

    /**
     * Whether a limit of a socket or of a group was the reason, so that the same send may be accepted later: see {@link
     * RecordSender#writable()}.
     *
     * @return true for the four limits
     */
    public boolean isLimit() {
        return switch (this) {
            case SOCKET_BYTES_LIMIT, SOCKET_RECORDS_LIMIT, GROUP_BYTES_LIMIT, GROUP_RECORDS_LIMIT -> true;
            default -> false;
        };
    }
}
