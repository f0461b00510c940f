package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The agent jar shares a class path with every library there is: it holds our own names and nothing else. */
@Timeout(30)
class JarContentIT {
    private static final Pattern ALLOWED = Pattern.compile("io/recordsockets/.*"
            + "|META-INF/MANIFEST\\.MF"
            + "|META-INF/java-base/[A-Za-z0-9$/]*\\.classdata"
            + "|META-INF/services/io\\.recordsockets\\.[A-Za-z0-9.$]+"
            + "|META-INF/(LICENSE|NOTICE)[A-Za-z0-9._-]*");
    private static final Set<String> FOLDERS = Set.of(
            "META-INF/",
            "META-INF/services/",
            "META-INF/java-base/",
            "META-INF/java-base/sun/",
            "META-INF/java-base/sun/nio/",
            "META-INF/java-base/sun/nio/ch/",
            "io/");

    @Test
    void holdsOnlyWhatIsOurs() throws IOException {
        Set<String> others = new TreeSet<>();
        for (String name : names()) {
            if (!ALLOWED.matcher(name).matches() && !FOLDERS.contains(name)) {
                others.add(name);
            }
        }
        assertEquals(Set.of(), others);
    }

    @Test
    void hasTheLicencesOfAllThatIsInIt() throws IOException {
        try (JarFile jar = new JarFile(Artifacts.agent().toFile())) {
            for (String[] expected : new String[][] {
                {"LICENSE", "Apache License"},
                {"LICENSE-asm.txt", "INRIA, France Telecom"},
                {"LICENSE-slf4j.txt", "QOS.ch"},
                {"NOTICE", "ASM"},
                {"NOTICE", "SLF4J"},
            }) {
                ZipEntry entry = jar.getEntry("META-INF/" + expected[0]);
                assertNotNull(entry, expected[0]);
                String text = new String(jar.getInputStream(entry).readAllBytes());
                assertTrue(text.contains(expected[1]), expected[0] + ": " + text);
            }
        }
    }

    /** Two builds are to be the same bytes: what is ours has the time of the project, what is shaded that of its own jar. */
    @Test
    void entriesTellNothingOfTheBuild() throws IOException {
        try (JarFile jar = new JarFile(Artifacts.agent().toFile())) {
            LocalDateTime project = LocalDateTime.of(2026, 1, 1, 0, 0);
            for (ZipEntry entry : Collections.list(jar.entries())) {
                boolean shaded = entry.getName().startsWith("io/recordsockets/agent/shaded/");
                LocalDateTime time = entry.getTimeLocal();
                assertTrue(shaded ? time.isBefore(project) : time.equals(project), entry.getName() + " at " + time);
            }
            Set<String> names = jar.getManifest().getMainAttributes().keySet().stream()
                    .map(Object::toString)
                    .collect(Collectors.toSet());
            names.retainAll(Set.of("Build-Jdk", "Built-By", "Build-Time"));
            assertEquals(Set.of(), names);
        }
    }

    @Test
    void keepsTheApiWhereApplicationsLookForIt() throws IOException {
        Set<String> names = names();
        for (String name : List.of(
                "io/recordsockets/RecordSockets.class",
                "io/recordsockets/RuleStatistics.class",
                "io/recordsockets/RecordFraming.class",
                "io/recordsockets/version.txt",
                "io/recordsockets/spi/RecordParser.class",
                "io/recordsockets/agent/RecordAgent.class")) {
            assertTrue(names.contains(name), name);
        }
    }

    @Test
    void relocatesWhatItDependsOn() throws IOException {
        Set<String> relocated = names().stream()
                .filter(name -> name.startsWith("io/recordsockets/agent/shaded/") && name.endsWith(".class"))
                .map(name -> name.split("/")[4])
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(Set.of("asm", "bytebuddy", "slf4j").containsAll(relocated), relocated::toString);
        assertTrue(relocated.contains("asm") || relocated.contains("bytebuddy"), relocated::toString);
    }

    @Test
    void namesOfRelocatedClassesDoNotRemainInServices() throws IOException {
        try (JarFile jar = new JarFile(Artifacts.agent().toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith("META-INF/services/") && !entry.isDirectory()) {
                    String text = new String(jar.getInputStream(entry).readAllBytes());
                    for (String line :
                            text.lines().filter(line -> !line.isBlank()).toList()) {
                        assertTrue(line.startsWith("io.recordsockets."), entry.getName() + ": " + line);
                        assertNotNull(
                                jar.getEntry(line.strip().replace('.', '/') + ".class"), entry.getName() + ": " + line);
                    }
                }
            }
        }
    }

    @Test
    void manifestNamesTheEntrances() throws IOException {
        try (JarFile jar = new JarFile(Artifacts.agent().toFile())) {
            var manifest = jar.getManifest().getMainAttributes();
            for (String entrance : List.of("Premain-Class", "Agent-Class", "Main-Class", "Launcher-Agent-Class")) {
                String type = manifest.getValue(entrance);
                assertNotNull(type, entrance);
                assertNotNull(jar.getEntry(type.replace('.', '/') + ".class"), entrance + ": " + type);
            }
            assertEquals("io.recordsockets", manifest.getValue("Automatic-Module-Name"));
            assertEquals(null, manifest.getValue("Boot-Class-Path"), "would cost the class-sharing archive");
        }
    }

    private static Set<String> names() throws IOException {
        try (JarFile jar = new JarFile(Artifacts.agent().toFile())) {
            return jar.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
