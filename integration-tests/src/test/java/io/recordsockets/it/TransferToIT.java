package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.SendFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code FileChannel.transferTo} still reaches sendfile, matched or not. */
@Timeout(240)
class TransferToIT {
    private static final int FILE_BYTES = 8 << 20;
    /** Copies through a buffer of 8 KiB would take 1024. */
    private static final int WRITES = 400;

    private static final Pattern SENT = Pattern.compile("sendfile\\(.*\\) += (\\d+)|sendfile resumed.*\\) += (\\d+)");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> reachesSendfile() throws Exception {
        boolean strace = straceWorks();
        if (!strace) {
            System.out.println(
                    "not run: no strace here or not permitted, so sendfile is told by the count of write calls");
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Jdk jdk : Jdk.ALL) {
            for (World world : List.of(World.PLAIN, World.UNMATCHED, World.LENGTH_FIELD)) {
                String name = jdk + ", " + world;
                tests.add(DynamicTest.dynamicTest(name, () -> check(name, jdk, world, strace)));
            }
        }
        return tests.stream();
    }

    private void check(String name, Jdk jdk, World world, boolean strace) throws Exception {
        Path trace = Files.createTempFile(folder, "trace", "");
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            if (strace) {
                jvm.under("strace", "-f", "-e", "trace=sendfile", "-o", trace.toString());
            }
            ForkedJvm.Result result =
                    jvm.agent(world.agent()).main(SendFile.class).await(Duration.ofSeconds(60));
            assertEquals(0, result.exit(), () -> name + ": " + result);
            assertTrue(result.out().contains("whole true"), () -> name + ": " + result);
            assertEquals(
                    world == World.LENGTH_FIELD, result.out().contains("accepted sun.nio.ch.Record"), result::toString);
            Matcher writes = Pattern.compile("writes (\\d+)").matcher(result.out());
            assertTrue(writes.find() && Integer.parseInt(writes.group(1)) < WRITES, () -> name + ": " + result);
        }
        if (strace) {
            String text = Files.readString(trace);
            assertTrue(sent(text) > FILE_BYTES / 2, () -> name + ": " + text);
        }
    }

    private static long sent(String trace) {
        long sent = 0;
        Matcher matcher = SENT.matcher(trace);
        while (matcher.find()) {
            sent += Long.parseLong(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return sent;
    }

    private static boolean straceWorks() throws InterruptedException {
        try {
            Process strace = new ProcessBuilder("strace", "-f", "-e", "trace=sendfile", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return strace.waitFor(10, TimeUnit.SECONDS) && strace.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
