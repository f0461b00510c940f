package io.recordsockets.bench;

import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.Pinning;
import io.recordsockets.bench.report.Conditions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scenario needs of the machine: the JDK and the jars, the pinning, and how long it may take.
 *
 * <p>Immutable.
 */
public final class Setup {
    /** A fixed heap and the collector that needs no second core: equal for all servers under test. */
    private static final String[] JVM = {"-Xshare:auto", "-XX:+UseSerialGC", "-Xms256m", "-Xmx256m"};

    private final Options options;
    private final Path root;
    private final Path benchJar;
    private final Pinning pinning;
    private final Conditions conditions;

    private Setup(Options options, Path benchJar, Pinning pinning, Conditions conditions) {
        this.options = options;
        this.benchJar = benchJar;
        this.root = benchJar.resolve("../../..").normalize();
        this.pinning = pinning;
        this.conditions = conditions;
    }

    /**
     * Looks at the machine.
     *
     * @throws BenchException where the JDK or a jar is not there
     */
    static Setup create(Options options) throws IOException, BenchException {
        Path benchJar;
        try {
            benchJar = Path.of(Setup.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the place of the bench jar is not a path", e);
        }
        Path java = java(options);
        if (!Files.isExecutable(java)) {
            throw new BenchException("no java program: path=" + java + "; give the home of a JDK with --jdk");
        }
        Setup setup = new Setup(options, benchJar.toAbsolutePath(), Pinning.detect(), Conditions.here(version(java)));
        if (!options.control()) {
            setup.agentJar();
        }
        return setup;
    }

    /** Whether short windows and few rounds are asked for. */
    public boolean isQuick() {
        return options.quick();
    }

    /** Whether a row that is described so is asked for. */
    public boolean wants(String description) {
        return description.contains(options.only());
    }

    /** Whether the agent is left out on both sides. */
    public boolean isControl() {
        return options.control();
    }

    /** What figures depend on here. */
    public Conditions conditions() {
        return conditions;
    }

    /** The cores of both ends. */
    public Pinning pinning() {
        return pinning;
    }

    /** The java program under test. */
    public Path java() {
        return java(options);
    }

    /** The jar that holds the runner and the servers under test. */
    public Path benchJar() {
        return benchJar;
    }

    /**
     * The agent jar.
     *
     * @throws BenchException where it is not there
     */
    public Path agentJar() throws BenchException {
        Path jar = options.agent() != null ? options.agent() : root.resolve("agent/target/record-sockets-agent.jar");
        return existing(jar, "agent jar", "build it with mvn package, or name it with --agent");
    }

    /**
     * The jar of the demo server.
     *
     * @throws BenchException where it is not there
     */
    public Path demoJar() throws BenchException {
        Path jar = options.memcached() != null ? options.memcached() : root.resolve("demo-apps/target/memcached.jar");
        return existing(jar, "jar of the demo server", "build it with mvn package, or name it with --memcached");
    }

    /** A program of the bench jar as the server under test, on its core. */
    public JavaCommand server(Class<?> main, String... arguments) {
        return asServer(JavaCommand.ofClass(java(), benchJar.toString(), main, arguments));
    }

    /** A program of the bench jar that loads the server under test, on the core of the load. */
    public JavaCommand load(Class<?> main, String... arguments) {
        return JavaCommand.ofClass(java(), benchJar.toString(), main, arguments)
                .with(JVM)
                .behind(pinning.load());
    }

    /** The demo server as the server under test, on its core. */
    public JavaCommand demoServer(String... arguments) throws BenchException {
        return asServer(JavaCommand.ofJar(java(), demoJar(), arguments));
    }

    /** The same program with the agent; as it is in a control run. */
    public JavaCommand withAgent(JavaCommand command, String rules) throws BenchException {
        return options.control() ? command : command.withAgent(agentJar(), rules);
    }

    /** Tells people what goes on; the table and the result go elsewhere. */
    public void progress(String line) {
        System.err.println(line);
    }

    private JavaCommand asServer(JavaCommand command) {
        return command.with(JVM).behind(pinning.server());
    }

    private static Path existing(Path jar, String what, String advice) throws BenchException {
        if (!Files.isRegularFile(jar)) {
            throw new BenchException(what + " is not there: path=" + jar + "; " + advice);
        }
        return jar;
    }

    private static Path java(Options options) {
        return options.jdk().resolve("bin/java");
    }

    /** The version in the first line of {@code java -version}, which is in quotes. */
    private static String version(Path java) throws IOException {
        Process process = new ProcessBuilder(java.toString(), "-version")
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                String[] parts = line.split("\"");
                if (parts.length > 1) {
                    return parts[1];
                }
            }
        }
        throw new IOException("java does not tell its version: path=" + java + " output=" + lines);
    }
}
