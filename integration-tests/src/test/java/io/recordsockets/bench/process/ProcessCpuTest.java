package io.recordsockets.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {
    @Test
    void readsBeyondANameWithSpacesAndBrackets() {
        String stat = "42 (a) (b c) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 100 0 0";
        assertEquals(TimeUnit.SECONDS.toNanos(3), ProcessCpu.parseStat(stat));
    }

    @Test
    void readsTheStateBehindTheName() {
        assertEquals('R', ProcessCpu.state("42 (a) (S c) R 1 42 42"));
        assertEquals('S', ProcessCpu.state("42 (R) S 1 42 42"));
    }

    @Test
    void aProcessWithAThreadThatRunsIsNotAsleep() throws IOException {
        assertFalse(ProcessCpu.isAsleep(ProcessHandle.current().pid()));
    }

    @Test
    void knowsTheThreadsOfTheCompiler() {
        assertTrue(ProcessCpu.isCompiler("C2 CompilerThre\n"));
        assertTrue(ProcessCpu.isCompiler("C1 CompilerThre\n"));
        assertFalse(ProcessCpu.isCompiler("loop\n"));
    }

    @Test
    void readsTheFirstNumberOfSchedstat() {
        assertEquals(123456789012L, ProcessCpu.parseSchedstat("123456789012 3456 78\n"));
    }

    @Test
    void growsWhileThisProcessWorks() throws IOException {
        long pid = ProcessHandle.current().pid();
        long start = ProcessCpu.nanos(pid);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        long now = start;
        // Less where a thread has ended meanwhile.
        while (now <= start && System.nanoTime() - end < 0) {
            now = ProcessCpu.nanos(pid);
        }
        assertTrue(now > start);
    }
}
