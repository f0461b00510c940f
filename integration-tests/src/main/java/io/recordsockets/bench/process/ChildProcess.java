package io.recordsockets.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that the runner started, and the lines that go to and fro. What it writes to standard error goes to that
 * of the runner.
 *
 * <p><b>Threading:</b> one thread uses it; a thread of its own reads the lines. Close ends the process, by force if
 * need be.
 */
public final class ChildProcess implements AutoCloseable {
    private static final String END = new String("end of output");
    private static final long ANSWER_SECONDS = 60;
    private static final long EXIT_SECONDS = 5;

    /** Those that have not ended, so that none outlives the runner, however it ends. */
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "end children"));
    }

    private final Process process;
    private final Writer in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ChildProcess(Process process) {
        this.process = process;
        ALIVE.add(process);
        process.onExit().thenRun(() -> ALIVE.remove(process));
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readLines, "output of process " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command. */
    public static ChildProcess start(List<String> command) throws IOException {
        return new ChildProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The number of the process. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a line. */
    public void send(String line) throws IOException {
        in.write(line);
        in.write('\n');
        in.flush();
    }

    /** Sends a line and awaits the one that begins with the prefix, as {@link #awaitLine(String)}. */
    public String ask(String line, String prefix) throws IOException {
        send(line);
        return awaitLine(prefix);
    }

    /**
     * The rest of the next line that begins with the prefix; lines before it that do not are passed on to standard
     * error.
     *
     * @throws IOException where the process ends or takes longer than a minute
     */
    public String awaitLine(String prefix) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        while (true) {
            String line = nextLine(end - System.nanoTime());
            if (line == null) {
                throw new IOException("no answer: prefix=" + prefix + " pid=" + pid() + " seconds=" + ANSWER_SECONDS);
            }
            if (line == END) {
                lines.add(END);
                throw new IOException("process ended before it answered: prefix=" + prefix + " pid=" + pid());
            }
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
            System.err.println(line);
        }
    }

    /**
     * The next lines up to the one that is equal to the last, without that.
     *
     * @throws IOException where the process ends or takes longer than a minute
     */
    public List<String> linesUntil(String last) throws IOException {
        List<String> all = new ArrayList<>();
        for (String line = awaitLine(""); !line.equals(last); line = awaitLine("")) {
            all.add(line);
        }
        return all;
    }

    private String nextLine(long timeoutNs) throws IOException {
        try {
            return lines.poll(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer: pid=" + pid(), e);
        }
    }

    private void readLines() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            System.err.println("output of a process cannot be read: pid=" + pid() + " cause=" + e);
        } finally {
            lines.add(END);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // it ended first, so nobody reads the pipe
        }
        try {
            if (process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /** Asks the process to end, for servers that do not watch their standard input, and waits for it. */
    public void terminate() {
        process.destroy();
        close();
    }
}
