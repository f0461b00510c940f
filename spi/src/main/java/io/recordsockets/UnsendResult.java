package io.recordsockets;

import io.recordsockets.spi.ReceiverList;
import java.util.List;

/**
 * What a call to unsend found, receiver by receiver; exact, also while records are being sent and connections fail. A
 * receiver to which the record was sent several times is there several times.
 *
 * @param takenBack receivers that will not see a byte of it
 * @param started receivers that had begun to get it, and get it whole unless their connection fails
 * @param sent receivers for which the kernel had it whole
 * @param ended receivers at which it had come to another end: expired, superseded, failed, or taken back before
 */
public record UnsendResult(
        List<RecordSocket> takenBack, List<RecordSocket> started, List<RecordSocket> sent, List<RecordSocket> ended) {
    /** Keeps copies of the lists that may be changed. */
    public UnsendResult {
        takenBack = unchanging(takenBack);
        started = unchanging(started);
        sent = unchanging(sent);
        ended = unchanging(ended);
    }

    private static List<RecordSocket> unchanging(List<RecordSocket> receivers) {
        return receivers instanceof ReceiverList ? receivers : List.copyOf(receivers);
    }
}
