package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.framing.Framings;
import io.recordsockets.monitor.HoldRelease;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages for people say what the code does: names and defaults are compared with it, and examples are tried. */
class PagesTest {
    private static final int MAX_README_BYTES = 8192;
    private static final Path ROOT = Path.of("..");
    private static final Path README = ROOT.resolve("README.md");
    private static final Path RULES = Path.of("RULES.md");
    private static final Path SAFETY = Path.of("SAFETY.md");
    private static final Path ARCHITECTURE = Path.of("ARCHITECTURE.md");
    private static final List<Path> PAGES = List.of(
            README,
            RULES,
            SAFETY,
            ARCHITECTURE,
            Path.of("CHANGELOG.md"),
            ROOT.resolve("spi/GUIDE.md"),
            ROOT.resolve("integration-tests/BENCHMARKS.md"),
            ROOT.resolve(".github/CONTRIBUTING.md"),
            ROOT.resolve(".github/SECURITY.md"));

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]+]\\(([^)\\s]*)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A class in running text, and one in a diagram, where only names of several words are told from other words. */
    private static final Pattern NAMED_CLASS = Pattern.compile("`([A-Z][a-z]\\w*)[^`]*`");

    private static final Pattern DRAWN_CLASS = Pattern.compile("\\b([A-Z][a-z]+[A-Z]\\w+)");
    private static final Set<String> CLASSES_OF_THE_JDK =
            Set.of("EPollSelectorImpl", "FileChannel", "ServiceLoader", "SocketChannelImpl");

    @Test
    void theReadmeIsShort() throws IOException {
        assertTrue(Files.size(README) <= MAX_README_BYTES, "bytes=" + Files.size(README));
    }

    // -- Links

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : PAGES) {
            for (String link : links(page)) {
                if (!leads(page, link)) {
                    broken.add(page + " -> " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void theReadmeLinksToEveryPage() throws IOException {
        Set<Path> linked = links(README).stream()
                .filter(link -> !link.contains("://"))
                .map(link -> ROOT.resolve(link.replaceFirst("#.*", "")).toAbsolutePath())
                .map(Path::normalize)
                .collect(Collectors.toSet());
        for (Path page : PAGES.subList(1, PAGES.size())) {
            assertTrue(linked.contains(page.toAbsolutePath().normalize()), page.toString());
        }
    }

    private static List<String> links(Path page) throws IOException {
        List<String> links = new ArrayList<>();
        for (String line : outsideOfBlocks(page)) {
            Matcher link = LINK.matcher(line);
            while (link.find()) {
                links.add(link.group(1));
            }
        }
        return links;
    }

    private static boolean leads(Path page, String link) throws IOException {
        if (link.startsWith("https://")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.toAbsolutePath().resolveSibling(parts[0]);
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** The names that GitHub gives to headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return outsideOfBlocks(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    // -- Names and defaults

    @Test
    void rulesNameEachRuleOptionWithItsDefault() throws Exception {
        Set<String> known = knownIn("listen *:1 line there-is-none=1");
        assertEquals(known, firstCells(RULES, "rule option"));
        for (List<String> row : rows(RULES, "rule option")) {
            assertEquals(
                    described(rule("listen *:1 line")),
                    described(rule("listen *:1 line " + name(row) + "=" + word(row.get(1)))),
                    row.toString());
        }
    }

    private static AgentOptions options(String text) throws OptionException {
        return AgentOptions.ofText(text);
    }

    private static Rule rule(String text) throws Exception {
        return options(text).rules().rules().get(0);
    }

    private static String described(Rule rule) {
        return rule.hold() + " " + rule.share() + " " + rule.holdLimit() + " " + rule.holdTimeNs() + " "
                + rule.stallNs();
    }

    @Test
    void rulesNameEachAgentOptionWithItsDefault() throws Exception {
        assertEquals(knownIn("there-is-none=1"), firstCells(RULES, "agent option"));
        for (List<String> row : rows(RULES, "agent option")) {
            Matcher value = CODE.matcher(row.get(1));
            if (value.matches()) {
                assertEquals(
                        described(options("")), described(options(name(row) + "=" + value.group(1))), row.toString());
            }
        }
    }

    private static String described(AgentOptions options) {
        return options.strict() + " " + options.jmx() + " " + options.quiet() + " " + options.checksRecords() + " "
                + options.drainTimeoutNs();
    }

    /** What the message for an unknown option tells. */
    private static Set<String> knownIn(String entry) {
        String message = assertThrows(Exception.class, () -> options(entry)).getMessage();
        Matcher known = Pattern.compile("known: ([a-z-]+(, [a-z-]+)+)").matcher(message);
        assertTrue(known.find(), message);
        Set<String> names = new TreeSet<>(Arrays.asList(known.group(1).split(", ")));
        // "or a rule" follows the names of options
        names.remove("or");
        return names;
    }

    @Test
    void rulesNameEachFramingWithItsParameters() throws IOException {
        assertEquals(new TreeSet<>(Framings.names()), firstCells(RULES, "framing"));
        List<List<String>> rows = rows(RULES, "framing");
        for (Framings.Description framing : Framings.builtIn()) {
            List<String> row = rows.stream()
                    .filter(cells -> name(cells).equals(framing.name()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(new TreeSet<>(framing.parameters()), new TreeSet<>(codes(row.get(1))), framing.name());
        }
        Set<String> explained = new TreeSet<>();
        for (List<String> row : rows(RULES, "parameter")) {
            codes(row.get(1)).forEach(framing -> explained.add(framing + " " + name(row)));
        }
        Set<String> known = new TreeSet<>();
        for (Framings.Description framing : Framings.builtIn()) {
            framing.parameters().forEach(parameter -> known.add(framing.name() + " " + parameter));
        }
        assertEquals(known, explained);
    }

    @Test
    void rulesNameEachSystemProperty() throws IOException {
        Set<String> used = new TreeSet<>();
        Pattern property = Pattern.compile("\"(record-sockets\\.[a-z-]+)\"");
        for (Path source : sources(Path.of("src/main"))) {
            Matcher names = property.matcher(Files.readString(source));
            while (names.find()) {
                used.add(names.group(1));
            }
        }
        Set<String> told = firstCells(RULES, "system property");
        assertTrue(told.containsAll(used), () -> "used=" + used + " told=" + told);
    }

    @Test
    void safetyHasARowForEachReason() throws IOException {
        Set<String> labels = Arrays.stream(PlainReason.values())
                .map(PlainReason::label)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(labels, firstCells(SAFETY, "reason"));
        for (List<String> row : rows(SAFETY, "reason")) {
            PlainReason reason = Arrays.stream(PlainReason.values())
                    .filter(known -> known.label().equals(name(row)))
                    .findFirst()
                    .orElseThrow();
            assertTrue(reason.isDoubt() || row.get(2).equals("no"), row.toString());
        }
    }

    @Test
    void safetyHasARowForEachGuard() throws IOException {
        Set<String> labels = Arrays.stream(HoldRelease.values())
                .map(HoldRelease::label)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(labels, firstCells(SAFETY, "guard"));
    }

    // -- Examples

    @Test
    void rulesInExamplesCanBeRead() throws Exception {
        int tried = 0;
        for (Path page : PAGES) {
            for (String line : blocks(page, ".*")) {
                if (line.matches("(listen|connect) .*")) {
                    options(line.strip());
                    tried++;
                }
                Matcher agent = Pattern.compile("agent\\.jar=([^'\"]*)['\"]").matcher(line);
                if (agent.find() && !agent.group(1).startsWith("config=")) {
                    options(agent.group(1));
                    tried++;
                }
            }
        }
        assertTrue(tried > 15, "tried=" + tried);
    }

    @Test
    void theSampleOfTheReadmeCompiles(@TempDir Path folder) throws IOException {
        Path source = Files.write(folder.resolve("Feed.java"), blocks(README, "java"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status =
                compiler.run(null, null, null, "-d", folder.toString(), "-Xlint:all", "-Werror", source.toString());
        assertEquals(0, status);
    }

    @Test
    void classesOfTheArchitectureExist() throws IOException {
        Set<String> classes = new TreeSet<>(CLASSES_OF_THE_JDK);
        for (Path folder : List.of(Path.of("src"), ROOT.resolve("spi/src"), ROOT.resolve("integration-tests/src"))) {
            for (Path source : sources(folder)) {
                classes.add(source.getFileName().toString().replace(".java", ""));
            }
        }
        Set<String> named = new TreeSet<>();
        for (String line : outsideOfBlocks(ARCHITECTURE)) {
            Matcher names = NAMED_CLASS.matcher(line);
            while (names.find()) {
                named.add(names.group(1));
            }
        }
        for (String line : blocks(ARCHITECTURE, "")) {
            Matcher names = DRAWN_CLASS.matcher(line);
            while (names.find()) {
                named.add(names.group(1));
            }
        }
        assertTrue(named.size() > 50, named.toString());
        named.removeAll(classes);
        assertEquals(Set.of(), named);
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    // -- Markdown

    private static List<String> outsideOfBlocks(Path page) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean block = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                block = !block;
            } else if (!block) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** The lines in blocks of the languages that match. */
    private static List<String> blocks(Path page, String language) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean block = false;
        boolean wanted = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                block = !block;
                wanted = block && line.matches("```" + language);
            } else if (wanted) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** The rows of all tables whose first column has this head. */
    private static List<List<String>> rows(Path page, String head) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean wanted = false;
        boolean inTable = false;
        for (String line : outsideOfBlocks(page)) {
            if (!line.startsWith("|")) {
                inTable = false;
                continue;
            }
            List<String> cells = Arrays.stream(line.substring(1).split("\\|"))
                    .map(String::strip)
                    .toList();
            if (!inTable) {
                inTable = true;
                wanted = cells.get(0).equals(head);
            } else if (wanted && !cells.get(0).startsWith("---")) {
                rows.add(cells);
            }
        }
        assertTrue(!rows.isEmpty(), page + " has no table of " + head);
        return rows;
    }

    private static Set<String> firstCells(Path page, String head) throws IOException {
        Set<String> names = new TreeSet<>();
        for (List<String> row : rows(page, head)) {
            names.add(name(row));
        }
        return names;
    }

    private static String name(List<String> row) {
        return word(row.get(0));
    }

    private static String word(String cell) {
        Matcher code = CODE.matcher(cell);
        assertTrue(code.matches(), "not one name: " + cell);
        return code.group(1);
    }

    private static List<String> codes(String cell) {
        List<String> codes = new ArrayList<>();
        Matcher code = CODE.matcher(cell);
        while (code.find()) {
            codes.add(code.group(1));
        }
        return codes;
    }
}
