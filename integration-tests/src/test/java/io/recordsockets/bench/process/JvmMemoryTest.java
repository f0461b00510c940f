package io.recordsockets.bench.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.stall.StalledReceiver;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmMemoryTest {
    @Test
    void readsHeapAndDirectMemoryOfAnotherJvm() throws IOException {
        JavaCommand command = JavaCommand.ofClass(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                StalledReceiver.class);
        try (ChildProcess process = ChildProcess.start(command.words())) {
            process.awaitLine("ready");
            try (JvmMemory memory = JvmMemory.of(process.pid())) {
                assertTrue(memory.heapBytes() > 0);
                // its one buffer
                assertTrue(memory.directBytes() >= 256 * 1024);
            }
        }
    }
}
