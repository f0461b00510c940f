package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.Echo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same program prints the same with the agent off and on: same streams, same ends, same exceptions. */
class DifferentialIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> CONTROLS = new HashMap<>();

    @TestFactory
    Stream<DynamicTest> programsSeeTheSame() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Jdk jdk : Jdk.ALL) {
            for (String kind : List.of("one-read", "drain", "consumer", "threads", "streams")) {
                for (World world : List.of(World.UNMATCHED, World.LENGTH_FIELD, World.LINE, World.UNFRAMED)) {
                    String name = jdk + ", " + kind + ", " + world;
                    tests.add(DynamicTest.dynamicTest(name, () -> compare(name, jdk, kind, world)));
                }
            }
        }
        return tests.stream();
    }

    private static void compare(String name, Jdk jdk, String kind, World world) throws Exception {
        String control = CONTROLS.get(jdk + kind + world.payload());
        if (control == null) {
            control = run(name, jdk, kind, world, null);
            CONTROLS.put(jdk + kind + world.payload(), control);
        }
        check(name, control);
        assertEquals(control, run(name, jdk, kind, world, world.agent()), name);
    }

    /** That the control shows all the ends it is made for. */
    private static void check(String name, String control) {
        assertEquals(32, control.lines().count(), () -> name + ": " + control);
        assertTrue(control.contains("then java.net.SocketException: Connection reset"), control);
        assertTrue(control.contains("then end of stream"), control);
        assertFalse(control.contains("null") || control.contains("false"), control);
    }

    private static String run(String name, Jdk jdk, String kind, World world, String agent) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.options("-Drecordsockets.it.payload=" + world.payload())
                    .agent(agent)
                    .main(Echo.class, kind)
                    .await(LIMIT);
            assertTrue(result.ended() && result.exit() == 0, () -> name + ": " + result);
            return result.out();
        }
    }
}
