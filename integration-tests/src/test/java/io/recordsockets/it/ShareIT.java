package io.recordsockets.it;

import io.recordsockets.it.share.ConcurrentWriters;
import io.recordsockets.it.share.JoinDuringSharedWrites;
import io.recordsockets.it.share.NettyBroadcast;
import io.recordsockets.it.share.NioBroadcast;
import io.recordsockets.it.share.RandomBroadcast;
import io.recordsockets.it.share.SharedWriteContract;
import io.recordsockets.it.share.WebSocketBroadcast;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Unmodified programs that send the same to many: what leaves as shared pages are the bytes that were written. */
class ShareIT {
    private static final World ON = World.listening("none share=on");
    private static final World AUTO = World.listening("length-field(offset=0,length=4) share=auto");
    private static final World BOTH_ENDS =
            new World("both ends share", "listen *:* none share=on;connect *:* none share=on", "bytes");

    @TestFactory
    Stream<DynamicNode> everyReceiverGetsEveryByte() {
        return Stream.concat(
                SuiteRun.everywhere(List.of(ON), NioBroadcast.class, NettyBroadcast.class, WebSocketBroadcast.class),
                SuiteRun.everywhere(
                        List.of(AUTO), NioBroadcast.class, NettyBroadcast.class, JoinDuringSharedWrites.class));
    }

    @TestFactory
    Stream<DynamicNode> writesBehaveAsOnThePlainJdk() {
        return SuiteRun.everywhere(List.of(World.PLAIN, BOTH_ENDS), SharedWriteContract.class, ConcurrentWriters.class);
    }

    @TestFactory
    Stream<DynamicNode> randomBroadcastsAreRight() {
        return SuiteRun.everywhere(List.of(ON), RandomBroadcast.class);
    }
}
