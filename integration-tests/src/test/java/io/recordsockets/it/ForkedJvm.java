package io.recordsockets.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own process, with a time limit. What it prints goes to files, so that no pipe fills up; on time-out its
 * threads are dumped and it is destroyed by its own handle.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class ForkedJvm implements AutoCloseable {
    private final Jdk jdk;
    private final List<String> wrapper = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> program = new ArrayList<>();
    private final Path folder;
    private boolean library;
    private Path workingDirectory;
    private Process process;

    public ForkedJvm(Jdk jdk) throws IOException {
        this.jdk = jdk;
        this.folder = Files.createTempDirectory("record-sockets-it");
    }

    /** Options of the JVM, before the main class. */
    public ForkedJvm options(String... added) {
        options.addAll(List.of(added));
        return this;
    }

    /** Attaches the agent with this argument; null for none. */
    public ForkedJvm agent(String argument) {
        return argument == null ? this : options("-javaagent:" + Artifacts.agent() + "=" + argument);
    }

    /** Puts the agent jar on the class path as a plain library, when {@code wanted}. To be said before the main class. */
    public ForkedJvm library(boolean wanted) {
        library = wanted;
        return this;
    }

    /** Runs a class of the test class path. */
    public ForkedJvm main(Class<?> main, String... arguments) {
        return main(main.getName(), arguments);
    }

    ForkedJvm main(String main, String... arguments) {
        return run("-cp", library ? Artifacts.libraryClassPath() : Artifacts.classPath())
                .run(main)
                .run(arguments);
    }

    /** What comes behind the options, as it is. */
    ForkedJvm run(String... arguments) {
        program.addAll(List.of(arguments));
        return this;
    }

    /** A command in front of java, such as strace. */
    ForkedJvm under(String... command) {
        wrapper.addAll(List.of(command));
        return this;
    }

    ForkedJvm in(Path directory) {
        workingDirectory = directory;
        return this;
    }

    public ForkedJvm start() throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(jdk.java().toString());
        command.addAll(options);
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(outFile().toFile())
                .redirectError(errorFile().toFile());
        if (workingDirectory != null) {
            builder.directory(workingDirectory.toFile());
        }
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        process = builder.start();
        return this;
    }

    /** Starts it and waits for its end. */
    public Result await(Duration limit) throws IOException, InterruptedException {
        if (process == null) {
            start();
        }
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        String threads = ended ? "" : dumpThreads();
        if (!ended) {
            destroy();
        }
        int exit = ended ? process.exitValue() : -1;
        return new Result(ended, exit, out(), error() + threads);
    }

    /** Waits until a line of the output begins so, and answers what follows on it. */
    public String awaitLine(String beginning, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            String text = out();
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length());
                }
            }
            if (!alive || System.nanoTime() - deadline > 0) {
                throw new AssertionError("No line in time: beginning=" + beginning + ", alive=" + alive + "\n" + out()
                        + error() + (alive ? dumpThreads() : ""));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    public String out() throws IOException {
        return Files.readString(outFile());
    }

    public String error() throws IOException {
        return Files.readString(errorFile());
    }

    public Process process() {
        return process;
    }

    @Override
    public void close() throws IOException {
        try {
            if (process != null && process.isAlive()) {
                destroy();
            }
        } finally {
            Files.deleteIfExists(outFile());
            Files.deleteIfExists(errorFile());
            Files.deleteIfExists(folder);
        }
    }

    private Path outFile() {
        return folder.resolve("out");
    }

    private Path errorFile() {
        return folder.resolve("err");
    }

    private void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String dumpThreads() {
        long pid = process.descendants().map(ProcessHandle::pid).findFirst().orElse(process.pid());
        try {
            Process dump = new ProcessBuilder(
                            jdk.home().resolve("bin/jcmd").toString(), Long.toString(pid), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(dump.getInputStream().readAllBytes());
            dump.waitFor(10, TimeUnit.SECONDS);
            return "\n--- threads at the time limit ---\n" + text;
        } catch (IOException e) {
            return "\nno thread dump: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "\nno thread dump: " + e;
        }
    }

    /** How it went. {@code exit} is -1 where the time limit ended it. */
    public record Result(boolean ended, int exit, String out, String error) {
        @Override
        public String toString() {
            return "exit=" + exit + (ended ? "" : " (time limit)") + "\n--- out ---\n" + out + "--- err ---\n" + error;
        }
    }
}
