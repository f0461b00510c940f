package io.recordsockets.it.stress;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Interleavings in which holding input back could show. Each holds on the plain JDK too. For {@code length-field(length=4)};
 * prints one line a case, {@code ok NAME} or {@code FAILED NAME: reason}, and exits with 1 where one failed.
 *
 * <p>Cases that need the stall guard expect it within 5 s. The others are {@link #UNAIDED}: they hold with a stall of a minute
 * as well, and show more so.
 */
final class CornerCases {
    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    /** What no guard has to help with. */
    static final Set<String> UNAIDED = new LinkedHashSet<>();

    private CornerCases() {}

    /** One case; throws where it fails. */
    interface Case {
        void run() throws Exception;
    }

    static {
        CASES.put("deliversPartBehindWholeRecordThatIsReadOnce", SelectCases::partBehindWholeRecord);
        CASES.put("blockingReadReturnsHeaderThatTricklesAndStops", ReadCases::tricklingHeader);
        CASES.put("secondSelectorLearnsOfPartThatFirstTook", SelectCases::secondSelector);
        CASES.put("deliversPartAfterInterestWasOff", SelectCases::interestOff);
        CASES.put("deliversPartAfterMigration", SelectCases::migration);
        CASES.put("deliversPartThatWorkerLeftToSleepingSelector", SelectCases::workerReads);
        unaided("readTimeoutHoldsWhileHeaderTrickles", ReadCases::tricklingHeaderWithTimeout);
        unaided("selectGoesOnWhileCancelledKeyIsReadBlocking", SelectCases::cancelledKeyInSamePass);
        unaided("keepsNoMemoryForSelectorThatIsNotUsed", ChannelCases::unusedSelector);
        unaided("registersWhileMonitorOfChannelIsHeld", ChannelCases::monitorOfChannel);
        unaided("interruptedReaderMeetsItsInterrupt", ReadCases::interruptedReader);
        unaided("closeEndsHeldBlockingRead", ReadCases::closeInHeldRead);
        unaided("interruptEndsHeldBlockingRead", ReadCases::interruptInHeldRead);
        unaided("interruptEndsReadThatHasBytes", ReadCases::interruptInReadThatHasBytes);
        unaided("shutdownInputEndsHeldBlockingRead", ReadCases::shutdownInputInHeldRead);
        unaided("closeReturnsAfterModeWasChangedInHeldRead", ReadCases::modeChangeInHeldRead);
        unaided("interruptedReadIsRightWhileModeChanges", ModeCases::interruptedReadWhileModeChanges);
        unaided("streamReadIsRightWhileModeChanges", ModeCases::streamReadWhileModeChanges);
        unaided("readWithBytesReturnsWhileModeChanges", ModeCases::readThatHasBytesWhileModeChanges);
        unaided("selectGoesOnWhileWorkerTakesTheChannel", ModeCases::selectGoesOnWhileWorkerTakesTheChannel);
        unaided("interruptMeetsReaderThatWaitsForItsTurn", ModeCases::interruptOfSecondReader);
        unaided("gatheringWriteDoesNotFailWithBytesAtClose", WriteCases::closeInGatheringWrite);
        unaided("gatheringWriteDoesNotFailWithBytesAtShutdown", WriteCases::shutdownInGatheringWrite);
        unaided("gatheringWriteDoesNotFailWithBytesAtReset", WriteCases::resetInGatheringWrite);
        unaided("deliversPartBeforeReset", ChannelCases::partBeforeReset);
        unaided("deliversPartBeforeEndOfStream", ChannelCases::partBeforeEnd);
        unaided("wakeupEndsSelectWhileHolding", HoldCases::wakeupWhileHolding);
        unaided("wakeupWithinActionEndsNextSelect", HoldCases::wakeupWithinAction);
        unaided("wakeupCountsOnce", HoldCases::wakeupCountsOnce);
        unaided("interruptEndsSelectWhileHolding", HoldCases::interruptWhileHolding);
        unaided("selectEndsInTimeWhileRecordsDrip", HoldCases::timeoutWhileHolding);
        unaided("sleepsWhileRecordsDrip", HoldCases::sleepsWhileHolding);
        unaided("deliversRecordLargerThanReceiveBuffer", ChannelCases::smallReceiveBuffer);
        unaided("deliversRecordAroundUrgentData", ChannelCases::urgentData);
        unaided("connectThatIsRefusedFailsAsInTheJdk", ChannelCases::refusedConnect);
        unaided("readsWhileClosingGetNoGap", CloseCases::readsWhileClosing);
        unaided("closeOfWaitingReaderLosesNoAnswer", CloseCases::closeOfWaitingReader);
        unaided("closeOfRegisteredChannelIsSeenAtOnce", CloseCases::closeOfRegisteredChannel);
    }

    private static void unaided(String name, Case body) {
        CASES.put(name, body);
        UNAIDED.add(name);
    }

    public static void main(String[] args) throws InterruptedException {
        boolean failed = false;
        for (Map.Entry<String, Case> entry : CASES.entrySet()) {
            if (args.length == 0 || Arrays.asList(args).contains(entry.getKey())) {
                failed |= !run(entry.getKey(), entry.getValue());
            }
        }
        System.exit(failed ? 1 : 0);
    }

    static Set<String> names() {
        return CASES.keySet();
    }

    private static boolean run(String name, Case body) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = Probe.daemon(name, () -> {
            try {
                body.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        thread.join(4 * Probe.WATCHDOG_MS);
        if (thread.isAlive()) {
            Stacks.dump();
            System.out.println("FAILED " + name + ": hangs in " + thread.getStackTrace()[0]);
            return false;
        }
        if (thrown.get() != null) {
            thrown.get().printStackTrace();
            System.out.println("FAILED " + name + ": " + thrown.get());
            return false;
        }
        System.out.println("ok " + name);
        return true;
    }
}
