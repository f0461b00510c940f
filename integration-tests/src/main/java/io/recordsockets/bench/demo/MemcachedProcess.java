package io.recordsockets.bench.demo;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.process.ProcessCpu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A memcached server with one worker thread on the core of the server under test: the demo without the agent, the
 * demo with it, or the one in C.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class MemcachedProcess implements AutoCloseable {
    private static final Path C_PROGRAM = Path.of("/usr/bin/memcached");
    private static final String LOOPBACK = "127.0.0.1";
    private static final long START_NS = TimeUnit.SECONDS.toNanos(10);

    private final ChildProcess process;
    private final int port;

    private MemcachedProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the demo server as it is. */
    public static MemcachedProcess startDemo(Setup setup) throws IOException, BenchException {
        int port = FreePort.find();
        return startJava(demo(setup, port), port);
    }

    /** Starts the same with the agent, whose rule is for its port. */
    public static MemcachedProcess startDemoWithAgent(Setup setup) throws IOException, BenchException {
        int port = FreePort.find();
        return startJava(setup.withAgent(demo(setup, port), "listen *:" + port + " memcached"), port);
    }

    /**
     * Starts the demo server with these arguments of the JVM, and with the agent where there are options of its rule.
     *
     * @param ruleOptions such as {@code share=on}; null without the agent
     */
    public static MemcachedProcess startDemo(Setup setup, String ruleOptions, String... jvmArguments)
            throws IOException, BenchException {
        int port = FreePort.find();
        JavaCommand command = demo(setup, port).with(jvmArguments);
        if (ruleOptions != null) {
            command = setup.withAgent(command, "listen *:" + port + " memcached " + ruleOptions);
        }
        return startJava(command, port);
    }

    /** Whether the one in C is installed. */
    public static boolean isCInstalled() {
        return Files.isExecutable(C_PROGRAM);
    }

    /** Starts the one in C. */
    public static MemcachedProcess startC(Setup setup) throws IOException, InterruptedException {
        int port = FreePort.find();
        List<String> command = new ArrayList<>(setup.pinning().server());
        command.addAll(List.of(C_PROGRAM.toString(), "-u", "nobody", "-U", "0", "-t", "1"));
        command.addAll(List.of("-l", LOOPBACK, "-p", Integer.toString(port)));
        ChildProcess process = ChildProcess.start(command);
        try {
            awaitPort(process, port);
            return new MemcachedProcess(process, port);
        } catch (IOException | InterruptedException e) {
            process.terminate();
            throw e;
        }
    }

    private static JavaCommand demo(Setup setup, int port) throws BenchException {
        return setup.demoServer("-p", Integer.toString(port), "-l", LOOPBACK, "-t", "1");
    }

    private static MemcachedProcess startJava(JavaCommand command, int port) throws IOException {
        ChildProcess process = ChildProcess.start(command.words());
        try {
            process.awaitLine("memcached: listening on ");
            return new MemcachedProcess(process, port);
        } catch (IOException e) {
            process.terminate();
            throw e;
        }
    }

    /** It prints nothing when it is ready. */
    private static void awaitPort(ChildProcess process, int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_NS;
        while (true) {
            try {
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException("memcached does not listen: port=" + port, e);
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return port;
    }

    /** The number of its process. */
    public long pid() {
        return process.pid();
    }

    /** The CPU time of its process so far without the compiler, in nanoseconds; exact where it is idle. */
    public long cpuNs() throws IOException {
        return ProcessCpu.nanosWithoutCompiler(process.pid());
    }

    @Override
    public void close() {
        process.terminate();
    }
}
