package io.recordsockets.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JDK that the tests fork. */
public record Jdk(int feature, Path home) {
    /** The ones to test on: that of the build, and 25 where there is one. */
    public static final List<Jdk> ALL = find();

    Path java() {
        return home.resolve("bin/java");
    }

    @Override
    public String toString() {
        return "jdk" + feature;
    }

    private static List<Jdk> find() {
        List<Jdk> jdks = new ArrayList<>();
        jdks.add(new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home"))));
        Path later = find25();
        if (later == null) {
            System.out.println("integration tests: no JDK 25 in /usr/lib/jvm nor in RECORD_SOCKETS_JDK25, so on "
                    + jdks.get(0) + " alone");
        } else {
            jdks.add(new Jdk(25, later));
        }
        return List.copyOf(jdks);
    }

    private static Path find25() {
        String named = System.getenv("RECORD_SOCKETS_JDK25");
        if (named != null) {
            return Path.of(named);
        }
        Path folder = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder)) {
            for (Path home : homes) {
                Path release = home.resolve("release");
                if (Files.isExecutable(home.resolve("bin/javac"))
                        && Files.isReadable(release)
                        && Files.readString(release).contains("JAVA_VERSION=\"25")) {
                    return home;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return null;
    }
}
