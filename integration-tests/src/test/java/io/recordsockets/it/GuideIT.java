package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The programs of the guide, taken from the page: each compiles, runs, and does what the page says. */
@Timeout(180)
class GuideIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final Path PAGE = Path.of("../spi/GUIDE.md");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

    @TempDir
    static Path folder;

    @BeforeAll
    static void compile() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "--release", "17", "-Xlint:all,-path", "-Werror", "-proc:none", "-cp", Artifacts.libraryClassPath()));
        command.addAll(List.of("-d", folder.toString()));
        for (Map.Entry<String, String> program : programs().entrySet()) {
            Path file = folder.resolve(program.getKey() + ".java");
            command.add(Files.writeString(file, program.getValue()).toString());
        }
        ByteArrayOutputStream problems = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler().run(null, problems, problems, command.toArray(String[]::new));
        assertEquals(0, result, problems::toString);
    }

    /** By the name of the class. */
    private static Map<String, String> programs() throws IOException {
        Map<String, String> programs = new TreeMap<>();
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
        while (blocks.find()) {
            Matcher name = CLASS.matcher(blocks.group(1));
            assertTrue(name.find(), "a block that is no program: " + blocks.group(1));
            programs.put(name.group(1), blocks.group(1));
        }
        return programs;
    }

    private static ForkedJvm program(Jdk jdk, String agent, String name, String... arguments) throws IOException {
        String libraries = agent == null ? Artifacts.libraryClassPath() : Artifacts.classPath();
        return new ForkedJvm(jdk)
                .agent(agent)
                .run("-cp", folder + ":" + libraries, name)
                .run(arguments);
    }

    private static ForkedJvm.Result run(Jdk jdk, String agent, String name, String... arguments) throws Exception {
        try (ForkedJvm jvm = program(jdk, agent, name, arguments)) {
            ForkedJvm.Result result = jvm.await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            return result;
        }
    }

    @Test
    void thePageHasItsFourPrograms() throws IOException {
        assertEquals(
                List.of("Answers", "Broadcaster", "Proxy", "UrgentBesideNetty"),
                List.copyOf(programs().keySet()));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void theBroadcasterSendsAllBlocksAndVotes(Jdk jdk) throws Exception {
        try (ForkedJvm jvm = program(jdk, null, "Broadcaster", "100").start()) {
            int port = Integer.parseInt(jvm.awaitLine("port ", LIMIT));
            int blocks = 0;
            int votes = 0;
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                while (true) {
                    String record = new String(in.readNBytes(in.readInt()));
                    if (record.startsWith("vote ")) {
                        votes++;
                    } else {
                        assertTrue(record.startsWith("block " + blocks++ + " "), record);
                    }
                }
            } catch (EOFException e) {
                assertEquals(100, blocks);
                assertEquals(10, votes);
            }
            ForkedJvm.Result result = jvm.await(LIMIT);
            assertEquals(0, result.exit(), result::toString);
            assertEquals("", result.error());
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void theServerAnswers(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, null, "Answers", "one", "two");
        assertEquals("you said one\nyou said two\n", result.out());
        assertEquals("", result.error());
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void theProxyForwardsEverythingInOrder(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, null, "Proxy", "20000");
        assertEquals("forwarded 20000\n", result.out());
        assertEquals("", result.error());
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void theUrgentRecordOvertakesWhatNettyWrites(Jdk jdk) throws Exception {
        ForkedJvm.Result result = run(jdk, "listen *:* length-field(offset=0,length=4)", "UrgentBesideNetty");
        assertEquals(
                "SendResult[accepted by all, receivers=1]\nurgent overtook true, bulk 64\n",
                result.out(),
                result::toString);
    }
}
