package io.recordsockets.it;

import io.recordsockets.it.hold.Counters;
import io.recordsockets.it.hold.DoubtGuards;
import io.recordsockets.it.hold.DuringHold;
import io.recordsockets.it.hold.HoldLimit;
import io.recordsockets.it.hold.MatchedIdentity;
import io.recordsockets.it.hold.StallGuard;
import io.recordsockets.it.hold.UnmatchedIdentity;
import io.recordsockets.it.hold.WakeOnFullRecord;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The application wakes for whole records, and a hold ends when there is doubt. */
class HoldIT {
    private static final String FRAMING = "length-field(offset=0,length=4)";

    @TestFactory
    Stream<DynamicNode> wakesForWholeRecordsOnly() {
        return SuiteRun.everywhere(
                List.of(World.listening(FRAMING + " hold=on stall=200ms")),
                WakeOnFullRecord.class,
                StallGuard.class,
                Counters.class,
                MatchedIdentity.class);
    }

    @TestFactory
    Stream<DynamicNode> behavesAsTheJdkDuringAHold() {
        return SuiteRun.everywhere(
                List.of(World.listening(FRAMING + " hold=on stall=30s hold-time=60s")),
                DuringHold.class,
                DoubtGuards.class);
    }

    @TestFactory
    Stream<DynamicNode> givesUpLargeRecords() {
        return SuiteRun.everywhere(
                List.of(World.listening(FRAMING + " hold=on stall=30s hold-time=60s hold-limit=64k")), HoldLimit.class);
    }

    @TestFactory
    Stream<DynamicNode> leavesUnmatchedChannelsAlone() {
        return SuiteRun.everywhere(
                List.of(World.UNMATCHED, new World("connect only", "connect *:* line", "bytes")),
                UnmatchedIdentity.class);
    }
}
