package io.recordsockets.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    private final JavaCommand plain = JavaCommand.ofJar(Path.of("/jdk/bin/java"), Path.of("/a.jar"), "-p", "0")
            .with("-Xmx64m")
            .behind(List.of("taskset", "-c", "1"));

    @Test
    void differsByTheAgentAlone() {
        JavaCommand agent = plain.withAgent(Path.of("/agent.jar"), "listen *:1 fixed(length=2)");
        List<String> words = new ArrayList<>(agent.words());
        words.remove("-javaagent:/agent.jar=strict=true;quiet=true;listen *:1 fixed(length=2)");
        assertEquals(plain.words(), words);
    }

    @Test
    void keepsTheOrderThatTheJvmWants() {
        assertEquals(
                List.of("taskset", "-c", "1", "/jdk/bin/java", "-Xmx64m", "-jar", "/a.jar", "-p", "0"), plain.words());
    }
}
