package io.recordsockets.it.send;

import io.recordsockets.it.SuiteRun;
import io.recordsockets.it.World;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What the public API promises of sending and receiving records, on the class path alone and under the agent. */
class SendIT {
    private static final List<World> WORLDS = List.of(World.LIBRARY, World.SENDING);

    @TestFactory
    Stream<DynamicNode> keepsItsPromises() {
        return SuiteRun.everywhere(
                WORLDS,
                DrainContract.class,
                EndingContract.class,
                FileContract.class,
                GroupContract.class,
                HandleContract.class,
                OrderContract.class,
                PolicyContract.class,
                ReceiveContract.class,
                SumsContract.class,
                VirtualThreadSends.class,
                AllocationContract.class);
    }

    @TestFactory
    Stream<DynamicNode> answersAsTheModelOfItsQueue() {
        return SuiteRun.everywhere(WORLDS, QueueModelContract.class);
    }

    @TestFactory
    Stream<DynamicNode> keepsThemInChaos() {
        return SuiteRun.everywhere(WORLDS, ChaosContract.class);
    }

    @TestFactory
    Stream<DynamicNode> answersExactlyInRaces() {
        return SuiteRun.everywhere(WORLDS, RaceContract.class);
    }

    @TestFactory
    Stream<DynamicNode> standsBadLinksAndCrowds() {
        return SuiteRun.everywhere(WORLDS, CrowdContract.class, SoakContract.class);
    }
}
