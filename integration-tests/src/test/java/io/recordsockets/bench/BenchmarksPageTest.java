package io.recordsockets.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.wild.Kind;
import io.recordsockets.bench.wild.Situation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of the benchmarks names what there is to run. */
class BenchmarksPageTest {
    private static final Path PAGE = Path.of("BENCHMARKS.md");

    /** The names in the first column of the table under a heading. */
    private static Set<String> told(String heading) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("\n" + heading + "\n");
        assertTrue(start >= 0, heading);
        int end = page.indexOf("\n#", start + 1);
        Matcher rows = Pattern.compile("(?m)^\\| `([^`]+)`").matcher(page.substring(start, end));
        Set<String> names = new TreeSet<>();
        while (rows.find()) {
            names.add(rows.group(1));
        }
        return names;
    }

    @Test
    void namesEachScenario() throws IOException {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Main.run("list"));
        } finally {
            System.setOut(out);
        }
        Set<String> scenarios = new TreeSet<>();
        printed.toString(StandardCharsets.UTF_8).lines().forEach(line -> scenarios.add(line.split(" ")[0]));
        assertEquals(scenarios, told("### Scenarios"));
    }

    @Test
    void namesEachOption() throws IOException {
        Matcher usage = Pattern.compile("--[a-z]+( [A-Z]+)?").matcher(Options.USAGE);
        Set<String> options = new TreeSet<>();
        while (usage.find()) {
            options.add(usage.group());
        }
        assertEquals(options, told("## How to run them"));
    }

    @Test
    void namesEachKindOfWildTraffic() throws IOException {
        Set<String> rows = new TreeSet<>();
        for (Kind kind : Kind.values()) {
            rows.add(kind.word());
        }
        for (Situation situation : Situation.values()) {
            rows.add(situation.word());
        }
        rows.add("nagle, pieces=1");
        assertEquals(rows, told("### Rows of wild"));
    }
}
