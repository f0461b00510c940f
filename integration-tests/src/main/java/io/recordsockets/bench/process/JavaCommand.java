package io.recordsockets.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a JVM, with or without the agent; apart from that one argument the same.
 *
 * <p>Immutable.
 *
 * @param java the program
 * @param prefix what stands before it, such as {@code taskset -c 1}
 * @param jvmArguments arguments of the JVM
 * @param program main class or {@code -jar}, and arguments of the program
 */
public record JavaCommand(Path java, List<String> prefix, List<String> jvmArguments, List<String> program) {
    /** Keeps copies. */
    public JavaCommand {
        prefix = List.copyOf(prefix);
        jvmArguments = List.copyOf(jvmArguments);
        program = List.copyOf(program);
    }

    /** A main class on a class path. */
    public static JavaCommand ofClass(Path java, String classPath, Class<?> main, String... arguments) {
        List<String> program = new ArrayList<>(List.of("-cp", classPath, main.getName()));
        program.addAll(List.of(arguments));
        return new JavaCommand(java, List.of(), List.of(), program);
    }

    /** An executable jar. */
    public static JavaCommand ofJar(Path java, Path jar, String... arguments) {
        List<String> program = new ArrayList<>(List.of("-jar", jar.toString()));
        program.addAll(List.of(arguments));
        return new JavaCommand(java, List.of(), List.of(), program);
    }

    /** The same with the agent. Where it cannot start, nor does the JVM: else both sides would be measured plain. */
    public JavaCommand withAgent(Path agentJar, String rules) {
        return with("-javaagent:" + agentJar + "=strict=true;quiet=true;" + rules);
    }

    /** The same with more arguments of the JVM. */
    public JavaCommand with(String... arguments) {
        List<String> all = new ArrayList<>(jvmArguments);
        all.addAll(List.of(arguments));
        return new JavaCommand(java, prefix, all, program);
    }

    /** The same behind a prefix. */
    public JavaCommand behind(List<String> prefix) {
        return new JavaCommand(java, prefix, jvmArguments, program);
    }

    /** The words of the command line. */
    public List<String> words() {
        List<String> words = new ArrayList<>(prefix);
        words.add(java.toString());
        words.addAll(jvmArguments);
        words.addAll(program);
        return words;
    }
}
