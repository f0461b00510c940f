package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.ForkedJvm;
import io.recordsockets.it.Jdk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What only the end of a JVM shows: draining, and what is printed. */
@Timeout(120)
class ExitIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String AGENT = "listen *:1 line";

    @ParameterizedTest
    @FieldSource("JDKS")
    void exitSendsWhatIsQueuedToASlowReceiver(Jdk jdk) throws Exception {
        for (boolean agent : new boolean[] {false, true}) {
            drains(jdk, agent, "exit", 7);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void endOfMainSendsWhatIsQueuedToASlowReceiver(Jdk jdk) throws Exception {
        for (boolean agent : new boolean[] {false, true}) {
            drains(jdk, agent, "return", 0);
        }
    }

    private static void drains(Jdk jdk, boolean agent, String how, int exit) throws Exception {
        try (ServerSocketChannel listener = listen();
                ForkedJvm jvm = fork(jdk, agent, how, listener)) {
            jvm.start();
            try (FarEnd far = new FarEnd(listener.accept())) {
                far.stall();
                jvm.awaitLine("backlog ", LIMIT);
                // Slow enough that the program has ended long before.
                far.trickle(50_000, 5_000_000);
                ForkedJvm.Result result = jvm.await(LIMIT);
                assertEquals(exit, result.exit(), result::toString);
                assertEquals("backlog true\n", result.out(), result::toString);
                far.awaitEnd();
                far.verify();
                assertEquals(400, far.count(), () -> far + "\n" + result);
                assertEquals("end of stream", far.end());
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void exitDoesNotWaitLongerThanTheTimeToDrain(Jdk jdk) throws Exception {
        try (ServerSocketChannel listener = listen();
                ForkedJvm jvm = fork(jdk, false, "time-out", listener)) {
            jvm.start();
            try (FarEnd far = new FarEnd(listener.accept())) {
                far.stall();
                jvm.awaitLine("backlog ", LIMIT);
                long start = System.nanoTime();
                ForkedJvm.Result result = jvm.await(LIMIT);
                long ms = (System.nanoTime() - start) / 1_000_000;
                assertEquals(0, result.exit(), result::toString);
                assertTrue(ms < 10_000, () -> "ms=" + ms + "\n" + result);
                assertEquals(1, reports(result), () -> "one line tells what was not sent\n" + result);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void whatAHookSendsLeaves(Jdk jdk) throws Exception {
        for (boolean agent : new boolean[] {false, true}) {
            for (String how : new String[] {"hook", "first in a hook"}) {
                leaves(jdk, agent, how);
            }
        }
    }

    private static void leaves(Jdk jdk, boolean agent, String how) throws Exception {
        try (ServerSocketChannel listener = listen();
                ForkedJvm jvm = fork(jdk, agent, how, listener)) {
            jvm.start();
            try (FarEnd far = new FarEnd(listener.accept())) {
                far.trickle(50_000, 2_000_000);
                ForkedJvm.Result result = jvm.await(LIMIT);
                assertEquals("accepted 400\n", result.out(), result::toString);
                far.awaitEnd();
                far.verify();
                assertEquals(400, far.count(), () -> far + "\n" + result);
                assertEquals("end of stream", far.end());
                assertEquals(0, reports(result), result::toString);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void whatAHookSendsIsRefusedWhereItCannotLeave(Jdk jdk) throws Exception {
        for (boolean agent : new boolean[] {false, true}) {
            try (ServerSocketChannel listener = listen();
                    ForkedJvm jvm = fork(jdk, agent, "hook, stalled", listener)) {
                jvm.start();
                try (FarEnd far = new FarEnd(listener.accept())) {
                    far.stall();
                    long start = System.nanoTime();
                    ForkedJvm.Result result = jvm.await(LIMIT);
                    long ms = (System.nanoTime() - start) / 1_000_000;
                    assertTrue(ms < 15_000, () -> "ms=" + ms + "\n" + result);
                    int accepted = Integer.parseInt(
                            result.out().substring("accepted ".length()).strip());
                    assertTrue(accepted < 400, result::toString);
                    assertEquals(1, reports(result), result::toString);
                    far.resume();
                    far.awaitEnd();
                    // Of what was accepted the reset may have thrown away what the kernel had; never is a record cut in
                    // silence.
                    assertTrue(far.end().contains("reset"), far::toString);
                    assertTrue(far.count() <= accepted, far::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aLineForEachCauseTellsOfManySockets(Jdk jdk) throws Exception {
        for (boolean agent : new boolean[] {false, true}) {
            try (ServerSocketChannel listener = listen();
                    ForkedJvm jvm = fork(jdk, agent, "many", listener)) {
                jvm.start();
                List<SocketChannel> accepted = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    accepted.add(listener.accept());
                }
                ForkedJvm.Result result = jvm.await(LIMIT);
                assertEquals(0, result.exit(), result::toString);
                long lines = reports(result);
                assertTrue(lines >= 1 && lines <= 2, result::toString);
                int receivers = result.error()
                        .lines()
                        .filter(line -> line.contains("receivers="))
                        .mapToInt(line -> Integer.parseInt(line.replaceAll(".*receivers=(\\d+).*", "$1")))
                        .sum();
                assertEquals(20, receivers, result::toString);
                for (SocketChannel channel : accepted) {
                    channel.close();
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void lostHandlesAreReportedOnce(Jdk jdk) throws Exception {
        for (boolean trace : new boolean[] {false, true}) {
            try (ForkedJvm jvm = new ForkedJvm(jdk)) {
                if (trace) {
                    jvm.options("-Drecord-sockets.leak-trace=true");
                }
                ForkedJvm.Result result =
                        jvm.library(true).main(ExitProgram.class, "leak").await(LIMIT);
                assertEquals(0, result.exit(), result::toString);
                assertEquals("leaked 3\n", result.out(), result::toString);
                if (!trace) {
                    assertEquals(1, reports(result), () -> "one report\n" + result);
                }
                assertTrue(reports(result) >= 1, result::toString);
                assertEquals(trace, result.error().contains("ExitProgram.lose"), result::toString);
            }
        }
    }

    private static ForkedJvm fork(Jdk jdk, boolean agent, String how, ServerSocketChannel listener) throws IOException {
        String port = Integer.toString(listener.socket().getLocalPort());
        ForkedJvm jvm = new ForkedJvm(jdk);
        if (agent) {
            jvm.agent(AGENT);
        } else {
            jvm.library(true);
        }
        return jvm.main(ExitProgram.class, how, port);
    }

    private static long reports(ForkedJvm.Result result) {
        return result.error()
                .lines()
                .filter(line -> line.startsWith("record-sockets: WARN"))
                .count();
    }

    private static ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
        return listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
}
