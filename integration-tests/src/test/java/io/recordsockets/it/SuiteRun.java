package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * JUnit classes run in forked JVMs: one container for each JDK and world, in it one test for each test that ran there. Two
 * JVMs run at a time.
 */
public final class SuiteRun {
    private static final boolean NIGHTLY = Boolean.getBoolean("nightly");
    private static final Duration LIMIT = NIGHTLY ? Duration.ofHours(2) : Duration.ofMinutes(4);

    /** Properties that the tests in the forked JVMs know. */
    private static final List<String> PASSED_ON = List.of("nightly", "recordsockets.send.seed");

    private static final String[] OPENED = {
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.base/java.nio.channels=ALL-UNNAMED"
    };
    private static final ExecutorService FORKS = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "forks");
        thread.setDaemon(true);
        return thread;
    });

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final ForkedJvm.Result jvm;

    private SuiteRun(ForkedJvm.Result jvm) {
        this.jvm = jvm;
    }

    /** Runs the classes in each world on each JDK. */
    public static Stream<DynamicNode> everywhere(List<World> worlds, Class<?>... classes) {
        List<DynamicNode> containers = new ArrayList<>();
        for (Jdk jdk : Jdk.ALL) {
            for (World world : worlds) {
                CompletableFuture<SuiteRun> run = CompletableFuture.supplyAsync(() -> run(jdk, world, classes), FORKS);
                String name = jdk + ", " + world;
                containers.add(DynamicContainer.dynamicContainer(
                        name, Stream.of(run).flatMap(future -> future.join().tests(name, world))));
            }
        }
        return containers.stream();
    }

    private static SuiteRun run(Jdk jdk, World world, Class<?>... classes) {
        Path results = null;
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            results = Files.createTempFile("record-sockets-it", ".results");
            List<String> arguments = new ArrayList<>(List.of(results.toString()));
            for (String name : PASSED_ON) {
                if (System.getProperty(name) != null) {
                    jvm.options("-D" + name + "=" + System.getProperty(name));
                }
            }
            for (Class<?> type : classes) {
                if (jdk.feature() >= 21 || !type.getSimpleName().startsWith("VirtualThread")) {
                    arguments.add(type.getName());
                }
            }
            // As with more processors: with one or two, the JDK makes threads where it would use the common pool.
            jvm.options(OPENED)
                    .options("-Djava.util.concurrent.ForkJoinPool.common.parallelism=3")
                    .options("-Xmx512m", "-Drecordsockets.it.payload=" + world.payload())
                    .options("-Drecordsockets.it.plain=" + world.plain())
                    .agent(world.agent())
                    .library(world.library())
                    .main(Suite.class, arguments.toArray(String[]::new));
            SuiteRun run = new SuiteRun(jvm.await(LIMIT));
            // What it takes to run the same again.
            run.jvm.out().lines().filter(line -> line.contains("seed=")).forEach(System.out::println);
            for (String line : Files.readAllLines(results)) {
                String[] parts = line.split("\t", -1);
                String text = new String(Base64.getDecoder().decode(parts[2]), StandardCharsets.UTF_8);
                // A test with parameters runs more than once under its name.
                run.outcomes.merge(
                        parts[1], new Outcome(parts[0], text), (before, now) -> before.failed() ? before : now);
            }
            return run;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("Could not run the suite: jdk=" + jdk + ", world=" + world, e);
        } finally {
            if (results != null) {
                results.toFile().delete();
            }
        }
    }

    private Stream<DynamicTest> tests(String where, World world) {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest(where + ": the JVM ends well", () -> {
            assertTrue(jvm.ended(), () -> where + ": not ended in " + LIMIT + ": " + jvm);
            assertEquals(0, jvm.exit(), () -> where + ": " + jvm);
            assertTrue(outcomes.size() > 0, () -> where + ": no test ran: " + jvm);
            assertEquals(!world.plain(), jvm.error().startsWith("record-sockets: active"), () -> where + ": " + jvm);
        }));
        outcomes.forEach((name, outcome) ->
                tests.add(DynamicTest.dynamicTest(where + ": " + name, () -> outcome.report(where + ": " + name))));
        return tests.stream();
    }

    private record Outcome(String event, String text) {
        boolean failed() {
            return event.equals("failed");
        }

        void report(String name) {
            switch (event) {
                case "successful" -> {}
                case "skipped", "aborted" -> {
                    System.out.println(
                            "not run: " + name + ": " + text.lines().findFirst().orElse(""));
                    throw new TestAbortedException(text);
                }
                default -> throw new AssertionError(name + ": " + event + "\n" + text);
            }
        }
    }
}
