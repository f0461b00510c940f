package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.program.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Where the application lives: module path, folders that cannot be written. */
@Timeout(120)
class PlaceIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RULE = "listen *:* line";

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("JDKS")
    void servesAnApplicationOnTheModulePath(Jdk jdk) throws Exception {
        Path classes = compileModule();
        try (ForkedJvm jvm = new ForkedJvm(jdk)) {
            ForkedJvm.Result result = jvm.agent(RULE)
                    .run("-p", classes.toString(), "-m", "app/app.Main")
                    .await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            assertTrue(result.out().startsWith("accepted sun.nio.ch.Record"), result::toString);
            assertTrue(result.out().contains("active true"), result::toString);
            assertEquals(1, result.error().lines().count(), result::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void needsNoPlaceToWrite(Jdk jdk) throws Exception {
        for (String options : List.of("ro,size=64k", "size=4k,nr_inodes=1")) {
            Path full = Files.createDirectory(folder.resolve("tmpfs" + options.length()));
            mount(full, options);
            try (ForkedJvm jvm = new ForkedJvm(jdk)) {
                ForkedJvm.Result result = jvm.in(full)
                        .options("-Djava.io.tmpdir=" + full, "-Duser.home=" + full, "-XX:-UsePerfData")
                        .agent(RULE)
                        .main(Hello.class, "7")
                        .await(LIMIT);
                assertEquals(7, result.exit(), result::toString);
                assertTrue(result.out().contains("accepted sun.nio.ch.Record"), result::toString);
                assertEquals(1, result.error().lines().count(), result::toString);
                try (var entries = Files.list(full)) {
                    assertEquals(0, entries.count());
                }
            } finally {
                run("umount", full.toString());
            }
        }
    }

    private Path compileModule() throws IOException {
        Path sources = Files.createDirectories(folder.resolve("src/app"));
        Path module = Files.writeString(folder.resolve("src/module-info.java"), "module app {}");
        Path main = Files.writeString(sources.resolve("Main.java"), """
                package app;

                import java.net.InetAddress;
                import java.net.InetSocketAddress;
                import java.nio.channels.*;

                public class Main {
                    public static void main(String[] arguments) throws Exception {
                        var listener = ServerSocketChannel.open();
                        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                        var client = SocketChannel.open(listener.getLocalAddress());
                        System.out.println("accepted " + listener.accept().getClass().getName());
                        var api = ClassLoader.getSystemClassLoader().loadClass("io.recordsockets.RecordSockets");
                        var status = api.getMethod("status").invoke(null);
                        System.out.println("active " + status.getClass().getMethod("agentActive").invoke(status));
                    }
                }
                """);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null, null, null, "--release", "17", "-d", classes.toString(), module.toString(), main.toString());
        assertEquals(0, result);
        return classes;
    }

    private static void mount(Path at, String options) throws Exception {
        if (run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()) != 0) {
            String reason = "may not mount a tmpfs here, so folders that cannot be written are not tried";
            System.out.println("not run: " + reason);
            Assumptions.abort(reason);
        }
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
