package io.recordsockets.bench.wild;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyscallTraceTest {
    @Test
    void countsEachCallOnceForTheThreadThatMadeIt(@TempDir Path folder) throws Exception {
        Path trace = Files.writeString(folder.resolve("trace"), """
                100 read(7, "\\0", 65536) = 1
                101 epoll_wait(5, <unfinished ...>
                100 ioctl(7, FIONREAD, [0]) = 0
                101 <... epoll_wait resumed>[{events=EPOLLIN}], 1024, -1) = 1
                101 +++ exited with 0 +++
                """);
        assertEquals(Map.of(100L, 2, 101L, 1), SyscallTrace.counts(trace));
    }
}
