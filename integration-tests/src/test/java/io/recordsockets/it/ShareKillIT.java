package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.share.MountProgram;
import io.recordsockets.it.share.StalledWrites;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A program that shares is killed: what it had written arrives all the same, and nothing is left on the file system. */
@Timeout(120)
class ShareKillIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LIMIT_MS = 20_000;

    @TempDir
    Path folder;

    /**
     * On plain TCP the kernel has what a write took, whatever becomes of the process. So nothing that was taken may wait in
     * user space, not even for receivers with tiny windows, where that would take less memory.
     */
    @ParameterizedTest
    @FieldSource("JDKS")
    void whatAWriteTookArrivesThoughTheProcessIsKilled(Jdk jdk) throws Exception {
        List<Socket> receivers = new ArrayList<>();
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            jvm.agent("listen *:* none share=on").main(StalledWrites.class).start();
            int port = Integer.parseInt(jvm.awaitLine("port ", LIMIT));
            for (int i = 0; i < StalledWrites.RECEIVERS; i++) {
                Socket socket = new Socket();
                receivers.add(socket);
                socket.setSoTimeout(LIMIT_MS);
                if (i % 2 == 0) {
                    socket.setReceiveBufferSize(4 << 10);
                }
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
            String[] took = jvm.awaitLine("took ", LIMIT).split(" ");
            assertTrue(Long.parseLong(jvm.awaitLine("shared ", LIMIT)) > 1 << 20, "megabytes are shared");
            jvm.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            byte[] record = StalledWrites.record();
            for (int i = 0; i < receivers.size(); i++) {
                int length = Integer.parseInt(took[i]);
                assertTrue(length > 0, "nothing was written");
                byte[] received = receivers.get(i).getInputStream().readAllBytes();
                assertArrayEquals(Arrays.copyOf(record, length), received, "receiver=" + i);
            }
        } finally {
            for (Socket socket : receivers) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void aProcessThatIsKilledLeavesNothing(Jdk jdk) throws Exception {
        Path memory = Path.of("/dev/shm");
        Path store = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "store-it")
                : Files.createDirectory(folder.resolve("store" + jdk.feature()));
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            jvm.agent("store-directory=" + store + ";store-limit=16m;listen *:* none share=on")
                    .main(MountProgram.class, store.toString(), "for-ever")
                    .start();
            jvm.awaitLine("broadcasting", LIMIT);
            TimeUnit.MILLISECONDS.sleep(500);
            assertTrue(open(jvm.process().pid(), store) > 0, "it has files there");
            jvm.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> left = Files.list(store)) {
                assertEquals(List.of(), left.toList(), "files that have kept their names");
            }
        } finally {
            try (Stream<Path> left = Files.list(store)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(store);
        }
    }

    private static int open(long pid, Path folder) throws IOException {
        int open = 0;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    open += Files.readSymbolicLink(descriptor).startsWith(folder) ? 1 : 0;
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                    open += 0;
                }
            }
        }
        return open;
    }
}
