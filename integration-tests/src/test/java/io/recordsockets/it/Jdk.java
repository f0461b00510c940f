package io.recordsockets.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A JDK that the tests fork. */
public record Jdk(int feature, Path home) {
    private static final int LEAST = 17;

    /** Where systems keep their JDKs; of those, one of each of these releases is tested. */
    private static final Path FOLDER = Path.of("/usr/lib/jvm");

    private static final List<Integer> WANTED = List.of(17, 21, 25);

    /** The ones to test on: that of the build; 17, 21 and 25 where they are found; and those that the operator names. */
    public static final List<Jdk> ALL = find();

    Path java() {
        return home.resolve("bin/java");
    }

    @Override
    public String toString() {
        return "jdk" + feature;
    }

    private static List<Jdk> find() {
        Map<Integer, Jdk> found = new TreeMap<>();
        for (Path home : installed()) {
            Jdk jdk = at(home);
            if (jdk != null && WANTED.contains(jdk.feature)) {
                found.putIfAbsent(jdk.feature, jdk);
            }
        }
        List<Jdk> jdks = new ArrayList<>();
        jdks.add(new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home"))));
        found.remove(Runtime.version().feature());
        addNamed("RECORD_SOCKETS_JDK25", found.values(), jdks);
        addNamed("RECORD_SOCKETS_JDKS", found.values(), jdks);
        jdks.addAll(found.values());
        System.out.println("integration tests: on " + jdks + "; others are named in RECORD_SOCKETS_JDKS, a path list");
        return List.copyOf(jdks);
    }

    /** One that is named is tested instead of one of its release that is found. */
    private static void addNamed(String variable, Collection<Jdk> found, List<Jdk> jdks) {
        String homes = System.getenv(variable);
        for (String home : homes == null ? new String[0] : homes.split(File.pathSeparator)) {
            if (home.isEmpty()) {
                continue;
            }
            Jdk jdk = at(Path.of(home));
            if (jdk == null || jdk.feature < LEAST) {
                throw new IllegalStateException("Not a JDK of " + LEAST + " or later: " + variable + ", home=" + home);
            }
            found.removeIf(other -> other.feature == jdk.feature);
            jdks.add(jdk);
        }
    }

    private static List<Path> installed() {
        List<Path> homes = new ArrayList<>();
        if (Files.isDirectory(FOLDER)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(FOLDER)) {
                folders.forEach(homes::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        homes.sort(null);
        return homes;
    }

    /** Null where it is none. */
    private static Jdk at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/javac")) || !Files.isReadable(release)) {
            return null;
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
        return new Jdk(Integer.parseInt(version.split("[.\\-+]")[0]), home);
    }
}
