package io.recordsockets.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read from the sources. They are laid out by the formatter, so that indentation tells what a line is. */
class SourceTest {
    private static final int MAX_CLASS_LINES = 400;
    private static final int MAX_METHOD_LINES = 60;

    private static final List<Path> ROOTS = List.of(Path.of("src/main"), Path.of("../spi/src/main"));

    /** The numbers of Linux that somebody may be tempted to write down again. */
    private static final Pattern LINUX_NUMBER =
            Pattern.compile("0x2000\\b|\\b(SO_RCVLOWAT|SOL_SOCKET|TCP_NOTSENT_LOWAT|POLLRDHUP|IPPROTO_TCP) *= ");

    private static final Pattern NO_METHOD = Pattern.compile(
            "^\\s*(}|if|for|while|switch|try|do|synchronized \\()|\\b(class|interface|enum|record) \\w+[ (<]");

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path root : ROOTS) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        assertTrue(sources.size() > 50, "sources found: " + sources.size());
        return sources;
    }

    @Test
    void noClassIsTooLong() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String name = source.getFileName().toString();
            int lines = Files.readAllLines(source).size();
            if (lines > MAX_CLASS_LINES) {
                found.add(name + ": lines=" + lines);
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void noMethodIsTooLong() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            for (Block method : methods(Files.readAllLines(source))) {
                if (method.lines() > MAX_METHOD_LINES) {
                    found.add(source.getFileName() + ":" + method.first + ", lines=" + method.lines());
                }
            }
        }
        assertEquals(List.of(), found);
    }

    /** From the line that opens a method to the one that closes it; counted from 1. */
    private record Block(int first, int last) {
        int lines() {
            return last - first + 1;
        }
    }

    /** From each closing brace up to the next line that stands as far left, which is where its block begins. */
    private static List<Block> methods(List<String> lines) {
        List<Block> methods = new ArrayList<>();
        for (int last = 0; last < lines.size(); last++) {
            if (lines.get(last).strip().equals("}")) {
                int first = last - 1;
                while (lines.get(first).isBlank() || indent(lines.get(first)) > indent(lines.get(last))) {
                    first--;
                }
                if (!NO_METHOD.matcher(lines.get(first)).find()) {
                    methods.add(new Block(first + 1, last + 1));
                }
            }
        }
        return methods;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    @Test
    void theMethodsAreFound() {
        List<String> lines = List.of(
                "class A {",
                "    int a(",
                "            int b) {",
                "        if (b > 0) {",
                "            return 1;",
                "        }",
                "        return 2;",
                "    }",
                "",
                "    void c() {",
                "        d();",
                "    }",
                "}");
        assertEquals(List.of(new Block(2, 8), new Block(10, 12)), methods(lines));
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        for (Path source : sources()) {
            Path folder = source.getParent();
            boolean ours = folder.toString().contains("io/recordsockets");
            if (ours && !Files.exists(folder.resolve("package-info.java"))) {
                missing.add(folder.toString());
            }
        }
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void onlyOsNamesTheNumbersOfLinux() throws IOException {
        List<String> naming = new ArrayList<>();
        for (Path source : sources()) {
            if (LINUX_NUMBER.matcher(Files.readString(source)).find()) {
                naming.add(source.getParent().getFileName() + "/" + source.getFileName());
            }
        }
        assertEquals(List.of("os/LinuxSocketOptions.java"), naming);
    }

    @Test
    void nothingIsLeftToDo() throws IOException {
        Pattern todo = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
        for (Path source : sources()) {
            assertFalse(todo.matcher(Files.readString(source)).find(), source.toString());
        }
    }
}
