package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.it.program.Hello;
import io.recordsockets.it.program.RecordedReads;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the Flight Recorder shows of blocking reads that wait for a whole record. */
@Timeout(120)
class FlightRecorderIT {
    /** Those whose way to emit an event is known. */
    static final List<Jdk> JDKS = Jdk.ALL.stream()
            .filter(jdk -> jdk.feature() == 17 || jdk.feature() >= 22)
            .toList();

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @FieldSource("JDKS")
    void recordsAReadForEachRecordAndOneForTheEnd(Jdk jdk) throws Exception {
        for (String rule : List.of(
                "listen *:* fixed(length=4) hold=on stall=10s",
                "listen *:* fixed(length=4)",
                "listen *:* none share=on")) {
            boolean held = rule.contains("hold=on");
            try (ForkedJvm jvm = new ForkedJvm(jdk)) {
                ForkedJvm.Result result = jvm.options("-Djava.net.preferIPv4Stack=true")
                        .agent("quiet=true;" + rule)
                        .main(RecordedReads.class)
                        .await(LIMIT);
                assertEquals(0, result.exit(), result::toString);
                assertEquals(
                        "bytes 12\nevents " + (held ? 4 : 7) + ", bytes 12, ends 1, all took 20 ms true\n",
                        result.out(),
                        () -> rule + ": " + result);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void isNotStartedByAnApplicationThatDoesNotUseIt(Jdk jdk) throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.options("-Xlog:class+init=info:stdout")
                    .agent("quiet=true;listen *:* line;connect *:* line")
                    .main(Hello.class, "0")
                    .await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            assertEquals(
                    0,
                    result.out()
                            .lines()
                            .filter(line -> line.contains("jdk.jfr.internal.JVM") || line.contains("jdk.jfr.events"))
                            .filter(line -> line.contains("Initializing") || line.contains("initialized"))
                            .count());
        }
    }
}
