package io.recordsockets.it;

import io.recordsockets.it.netty.NettyContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Netty's NIO transport under rules that match, do not match, or are wrong. */
class NettyIT {
    @TestFactory
    Stream<DynamicNode> servesAsOnThePlainJdk() {
        return SuiteRun.everywhere(
                List.of(
                        World.PLAIN,
                        World.UNMATCHED,
                        World.LENGTH_FIELD,
                        World.UNFRAMED,
                        World.listening("length-field(offset=0,length=4) hold=on stall=200ms")),
                NettyContract.class);
    }
}
