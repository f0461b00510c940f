package io.recordsockets.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files under test, and the class path of the forked JVMs. */
final class Artifacts {
    private Artifacts() {}

    /** The agent jar. */
    static Path agent() {
        return file("recordsockets.agent");
    }

    /** The jar of the API alone. */
    static Path api() {
        return onClassPath("record-sockets-spi.jar");
    }

    /** The demo server. */
    static Path memcached() {
        return file("recordsockets.memcached");
    }

    /** The test class path without the agent jar, which {@code -javaagent} appends itself. */
    static String classPath() {
        List<String> kept = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!isOurs(entry)) {
                kept.add(entry);
            }
        }
        return String.join(File.pathSeparator, kept);
    }

    /** The test class path with the agent jar as a plain library. */
    static String libraryClassPath() {
        return classPath() + File.pathSeparator + agent();
    }

    /** The one entry of the test class path with this in its name. */
    static Path onClassPath(String part) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.contains(part)) {
                return Path.of(entry);
            }
        }
        throw new IllegalStateException("Not on the test class path: part=" + part);
    }

    private static boolean isOurs(String entry) {
        return entry.contains("record-sockets-agent")
                || entry.contains("record-sockets-spi")
                || entry.contains("/agent/target/")
                || entry.contains("/spi/target/");
    }

    private static Path file(String property) {
        String name = System.getProperty(property);
        if (name == null) {
            throw new IllegalStateException("Not told where the jar is: missing system property=" + property);
        }
        Path path = Path.of(name).normalize().toAbsolutePath();
        if (!Files.isRegularFile(path)) {
            throw new IllegalStateException("No jar to test: " + property + "=" + path + "; run mvn verify");
        }
        return path;
    }
}
