package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.load.PieceSender;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.RecordServerProcess;
import io.recordsockets.bench.server.RecordServer;
import io.recordsockets.bench.server.ServerStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Where records come in pieces all the time, the program wakes and reads once for each, as soon as that has been seen: what is
 * guarded against must not cost what the agent is for.
 */
@Timeout(240)
class WildSteadyIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final int WARM_UP_RECORDS = 3_000;
    private static final int WARM_UP_OF_A_CONNECTION = 150;
    private static final int RECORDS = 1_000;
    private static final long PIECE_NS = 8_000;

    /** Pieces that were late because the machine was busy. */
    private static final double NOISE = 0.03;

    /** A sender that was held up more often than this has not sent steadily. */
    private static final int STEADY = 2;

    private static final int TRIES = 3;

    @ParameterizedTest
    @FieldSource("JDKS")
    void smallRecordsOnOneConnection(Jdk jdk) throws Exception {
        check(jdk, 4_096, 100, 1);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void smallRecordsOnManyConnections(Jdk jdk) throws Exception {
        check(jdk, 4_096, 100, 100);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void largeRecordsOnOneConnection(Jdk jdk) throws Exception {
        check(jdk, 65_536, 1_400, 1);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void largeRecordsOnManyConnections(Jdk jdk) throws Exception {
        check(jdk, 65_536, 1_400, 100);
    }

    /**
     * A sender that is stopped in the middle of records, as on a busy machine, makes messages late wherever they are held; then
     * it is right to hold no more. So where the figures are not reached, that must not have been the reason.
     */
    private static void check(Jdk jdk, int recordBytes, int pieceBytes, int connections) throws IOException {
        List<String> unsteady = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            Steady run = run(jdk, recordBytes, pieceBytes, connections);
            boolean reached = run.wakeups <= 1.00 + NOISE && run.reads <= 1.05 + NOISE;
            if (reached) {
                return;
            }
            String figures = recordBytes + " in " + pieceBytes + " on " + connections + ": " + run;
            assertTrue(run.heldUp > STEADY, figures);
            unsteady.add(figures);
        }
        Assumptions.abort("the machine is too busy to send steadily: " + unsteady);
    }

    private record Steady(double wakeups, double reads, int heldUp) {}

    private static Steady run(Jdk jdk, int recordBytes, int pieceBytes, int connections) throws IOException {
        int port = FreePort.find();
        JavaCommand command = JavaCommand.ofClass(
                        jdk.java(),
                        Artifacts.classPath(),
                        RecordServer.class,
                        "sink",
                        Integer.toString(port),
                        Integer.toString(65_536))
                .withAgent(Artifacts.agent(), "listen *:" + port + " length-field(offset=0,length=4)");
        try (RecordServerProcess server = RecordServerProcess.start(command);
                PieceSender sender = PieceSender.connect(port, connections, recordBytes, pieceBytes, PIECE_NS)) {
            server.mark();
            int warmUp = Math.max(WARM_UP_OF_A_CONNECTION, WARM_UP_RECORDS / connections);
            sender.send(warmUp);
            server.await((long) warmUp * connections);
            server.mark();
            int records = Math.max(10, RECORDS / connections);
            sender.send(records);
            ServerStats stats = server.await((long) records * connections);
            return new Steady(
                    (double) stats.wakeups() / stats.records(),
                    (double) stats.reads() / stats.records(),
                    sender.heldUp());
        }
    }
}
