package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.it.send.Plugged.Sent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What receipts say is in the sums of {@link io.recordsockets.RecordSockets#status()}, end by end. */
public class SumsContract {
    private Totals before;

    private void expect(Map<RecordState, Long> ends) {
        Totals.quiet().minus(before).expect(ends);
    }

    @Test
    void countsWhatALimitRefuses() throws Exception {
        before = Totals.quiet();
        try (Plugged plugged = new Plugged(Wire.PATIENT.withLimits(100, 1).withOverflow(Overflow.FAIL))) {
            plugged.send(100, SendOptions.DEFAULT).expectFailed();
            plugged.send(100, SendOptions.DEFAULT).expectFailed();
            plugged.expect(List.of());
        }
        expect(Map.of(RecordState.SENT, 1L, RecordState.FAILED, 2L));
    }

    @Test
    void countsWhatAGroupRefuses() throws Exception {
        before = Totals.quiet();
        RecordGroup group = RecordGroup.create(GroupPolicy.DEFAULT.withLimits(150, 10));
        try (Plugged plugged = new Plugged()) {
            group.add(plugged.wire.socket);
            Sent first = Plugged.send(group, 100, SendOptions.DEFAULT);
            Plugged.send(group, 100, SendOptions.DEFAULT).expectFailed();
            plugged.expect(List.of(first));
        }
        expect(Map.of(RecordState.SENT, 2L, RecordState.FAILED, 1L));
    }

    @Test
    void countsWhatComesAfterClose() throws Exception {
        before = Totals.quiet();
        try (Wire wire = Wire.open()) {
            wire.socket.close();
            Plugged.send(wire.socket, 100, SendOptions.DEFAULT).expectFailed();
        }
        expect(Map.of(RecordState.FAILED, 1L));
    }

    @Test
    void countsSupersededOnce() throws Exception {
        before = Totals.quiet();
        try (Plugged plugged = new Plugged()) {
            plugged.send(100, SendOptions.DEFAULT.withKey("key"));
            plugged.send(100, SendOptions.DEFAULT.withKey("key"));
            Sent last = plugged.send(100, SendOptions.DEFAULT.withKey("key"));
            assertEquals(RecordState.QUEUED, last.state());
            plugged.expect(List.of(last));
        }
        expect(Map.of(RecordState.SENT, 2L, RecordState.SUPERSEDED, 2L));
    }
}
