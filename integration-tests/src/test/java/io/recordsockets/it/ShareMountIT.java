package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.share.MountProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** File systems that fill up, refuse and go away under a program that broadcasts: it sends the right bytes and lives on. */
@Timeout(120)
class ShareMountIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WARNING = "record-sockets: WARN the shared store cannot be used";

    @TempDir
    Path folder;

    /** In a mount namespace of its own, with a memory file system at the folder. */
    private ForkedJvm.Result run(Jdk jdk, String mountOptions, String what) throws Exception {
        return run(jdk, mountOptions, what, "store-limit=16m;");
    }

    private ForkedJvm.Result run(Jdk jdk, String mountOptions, String what, String option) throws Exception {
        Assumptions.assumeTrue(namespaces(), "no mount namespace for this user here");
        Path mount = Files.createDirectory(folder.resolve(what + jdk.feature()));
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.under(
                            "unshare",
                            "-m",
                            "sh",
                            "-c",
                            "mount -t tmpfs -o " + mountOptions + " none '" + mount + "' && exec \"$@\"",
                            "sh")
                    .options("-XX:ErrorFile=/dev/stderr", "-Xmx256m")
                    .agent("store-directory=" + mount + ";" + option + "listen *:* none share=on")
                    .main(MountProgram.class, mount.toString(), what)
                    .await(LIMIT);
            assertEquals(0, result.exit(), () -> what + ": " + tail(result));
            assertTrue(result.out().endsWith("verified\n"), () -> what + ": " + tail(result));
            assertEquals(0, files(mount), () -> what + ": nothing was written below the mount, or it is gone");
            return result;
        }
    }

    private static boolean namespaces() throws IOException, InterruptedException {
        try {
            Process unshare = new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/tmp")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(unshare.getInputStream().readAllBytes());
            boolean works = unshare.waitFor(10, TimeUnit.SECONDS) && unshare.exitValue() == 0;
            if (!works) {
                System.out.println("not run: no mount namespace for this user here: " + answer);
            }
            return works;
        } catch (IOException e) {
            System.out.println("not run: no unshare here: " + e);
            return false;
        }
    }

    private static long files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static long shared(ForkedJvm.Result result, String what) {
        Matcher matcher = Pattern.compile("^shared " + what + " (\\d+)$", Pattern.MULTILINE)
                .matcher(result.out());
        assertTrue(matcher.find(), () -> tail(result));
        return Long.parseLong(matcher.group(1));
    }

    private static String tail(ForkedJvm.Result result) {
        return new ForkedJvm.Result(
                        result.ended(), result.exit(), result.out().replace("broadcasting\n", ""), result.error())
                .toString();
    }

    private static void assertToldOnce(ForkedJvm.Result result) {
        assertEquals(
                1,
                result.error().lines().filter(line -> line.startsWith(WARNING)).count(),
                () -> tail(result));
        assertEquals(2, result.error().lines().count(), () -> "nothing else is told: " + tail(result));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFileSystemThatIsTooSmallTakesWhatItCan(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, "size=1m", "nothing");
        assertTrue(shared(result, "all") > 0, () -> tail(result));
        assertToldOnce(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFileSystemThatFillsUpIsUsedAgainWhenThereIsRoom(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, "size=32m", "fills");
        assertTrue(shared(result, "before") >= MountProgram.ENOUGH, () -> tail(result));
        assertTrue(shared(result, "after") >= MountProgram.ENOUGH, () -> tail(result));
        assertToldOnce(result);
    }

    /** Without a limit of the operator's, the store takes a part of what it finds. */
    @ParameterizedTest
    @FieldSource("JDKS")
    void aFileSystemThatIsFullAtFirstIsUsedWhenThereIsRoom(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, "size=32m", "starts-full", "");
        assertEquals(0, shared(result, "full"), () -> tail(result));
        assertTrue(shared(result, "after") >= MountProgram.ENOUGH, () -> tail(result));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFileSystemThatIsReadOnlyIsLeftAlone(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, "ro", "nothing");
        assertEquals(0, shared(result, "all"), () -> tail(result));
        assertToldOnce(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFileSystemWithoutInodesIsLeftAlone(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, "nr_inodes=1", "nothing");
        assertEquals(0, shared(result, "all"), () -> tail(result));
        assertToldOnce(result);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFileSystemThatIsUnmountedInUseHarmsNobody(Jdk jdk) throws Exception {
        assertFilesOutliveTheirFolder(jdk, "unmount");
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aFolderThatVanishesHarmsNobody(Jdk jdk) throws Exception {
        assertFilesOutliveTheirFolder(jdk, "vanishes");
    }

    private void assertFilesOutliveTheirFolder(Jdk jdk, String what) throws Exception {
        ForkedJvm.Result result = run(jdk, "size=64m", what);
        assertTrue(result.out().contains("umount 0\n"), () -> tail(result));
        assertTrue(shared(result, "before") >= MountProgram.ENOUGH, () -> tail(result));
        // The files that it has are still good; whether it needs another one is a matter of how fast it goes.
        if (result.error().contains(WARNING)) {
            assertToldOnce(result);
        } else {
            assertEquals(1, result.error().lines().count(), () -> tail(result));
        }
    }
}
