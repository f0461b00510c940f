package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.Attach;
import io.recordsockets.it.program.Intruder;
import io.recordsockets.it.program.LateAgent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The engine lives in a class loader of its own, and what the JDK opens is opened to that one alone. */
@Timeout(120)
class LoaderIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RULE = "listen *:* line";

    @ParameterizedTest
    @FieldSource("JDKS")
    void opensNothingToTheApplication(Jdk jdk) throws Exception {
        assertEquals(
                "option InaccessibleObjectException\n"
                        + "channel InaccessibleObjectException\n"
                        + "install IllegalAccessException\n"
                        + "package open false\n"
                        + "listener RecordServerSocketChannelImpl\n",
                intrude(jdk));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void installsOneEngineEvenWhereTheOperatorOpensThePackage(Jdk jdk) throws Exception {
        assertEquals(
                "option opened\n"
                        + "channel opened\n"
                        + "install IllegalStateException\n"
                        + "package open true\n"
                        + "listener RecordServerSocketChannelImpl\n",
                intrude(jdk, "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void anAgentThatIsAttachedLaterFindsTheEngineOfTheLibrary(Jdk jdk) throws Exception {
        try (ForkedJvm target = new ForkedJvm(jdk)) {
            if (jdk.feature() >= 21) {
                target.options("-XX:+EnableDynamicAgentLoading");
            }
            target.library(true).main(LateAgent.class).start();
            String pid = target.awaitLine("pid ", LIMIT);
            try (ForkedJvm attach = new ForkedJvm(jdk)) {
                ForkedJvm.Result attached = attach.main(
                                Attach.class, pid, Artifacts.agent().toString(), RULE)
                        .await(LIMIT);
                assertEquals(0, attached.exit(), attached::toString);
            }
            target.process().getOutputStream().write('\n');
            target.process().getOutputStream().flush();
            ForkedJvm.Result result = target.await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            assertEquals(
                    "before false\npid " + pid + "\nafter true\naccepted RecordSocketChannelImpl\nrecord\nplain\n",
                    result.out(),
                    result::toString);
        }
    }

    private static String intrude(Jdk jdk, String... options) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result =
                    jvm.options(options).agent(RULE).main(Intruder.class).await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            assertTrue(result.error().startsWith("record-sockets: active"), result::toString);
            assertEquals(1, result.error().lines().count(), result::toString);
            return result.out();
        }
    }
}
