package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.RecordSockets;
import io.recordsockets.RecordState;
import io.recordsockets.SendingStatistics;
import java.util.Map;

/** What {@link RecordSockets#status()} counts, or the difference of two of them. */
record Totals(
        long queued,
        long queuedBytes,
        long bytesOnce,
        long sent,
        long unsent,
        long expired,
        long superseded,
        long failed) {
    static Totals now() {
        SendingStatistics s = RecordSockets.status().sending();
        return new Totals(
                s.queuedRecords(),
                s.queuedBytesPerReceiver(),
                s.queuedBytesOnce(),
                s.sent(),
                s.unsent(),
                s.expired(),
                s.superseded(),
                s.failed());
    }

    /** Once nothing is queued any more. */
    static Totals quiet() {
        Await.until(() -> now().queued == 0 && now().bytesOnce == 0, () -> "nothing queued, " + now());
        return now();
    }

    Totals minus(Totals other) {
        return new Totals(
                queued - other.queued,
                queuedBytes - other.queuedBytes,
                bytesOnce - other.bytesOnce,
                sent - other.sent,
                unsent - other.unsent,
                expired - other.expired,
                superseded - other.superseded,
                failed - other.failed);
    }

    /** All that came to an end or not. */
    long sum() {
        return queued + sent + unsent + expired + superseded + failed;
    }

    /** Nothing is queued, and the ends are so many. */
    void expect(Map<RecordState, Long> states) {
        Totals expected = new Totals(
                0,
                0,
                0,
                states.getOrDefault(RecordState.SENT, 0L),
                states.getOrDefault(RecordState.UNSENT, 0L),
                states.getOrDefault(RecordState.EXPIRED, 0L),
                states.getOrDefault(RecordState.SUPERSEDED, 0L),
                states.getOrDefault(RecordState.FAILED, 0L));
        assertEquals(expected, this, "sums of status()");
    }
}
