package io.recordsockets.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words of {@code ARCHITECTURE.md} are used, and those that they replaced are not. */
class WordsTest {
    private static final Path ROOT = Path.of("..");

    /** Names and phrases that had more than one meaning, or none that a reader could find. */
    private static final List<Pattern> REPLACED = Stream.of(
                    "\\b[tT]akingBack\\b",
                    "\\b[tT]akenBack\\b",
                    "\\b[tT]rusted\\b",
                    "\\bof no account\\b",
                    "\\bjoined\\((Group|RecordGroup|Bundle) ",
                    "\\bon trust\\b")
            .map(Pattern::compile)
            .toList();

    @Test
    void noReplacedWordComesBack() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                for (Pattern word : REPLACED) {
                    if (word.matcher(lines.get(i)).find()) {
                        found.add(source.getFileName() + ":" + (i + 1) + " " + word);
                    }
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("spi", "agent", "demo-apps", "integration-tests")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("WordsTest.java"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }
}
