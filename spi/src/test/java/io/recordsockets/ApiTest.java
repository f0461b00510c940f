package io.recordsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Compares the public API, as the compiled classes have it, with the recorded list {@code api.txt}: a change of the API is a change
 * of that file, which somebody reads.
 *
 * <p>After a change that is meant: {@code mvn test -pl spi -Dtest=ApiTest -Dapi.update=true}, and commit the file with the change.
 * With the last release's artefact it is compared by {@code mvn -Prelease verify}.
 */
class ApiTest {
    private static final Path LIST = Path.of("src/test/resources/api.txt");
    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void isWhatWasRecorded() throws Exception {
        SortedMap<String, List<String>> now = ApiListing.of(CLASSES);
        if (Boolean.getBoolean("api.update")) {
            Files.writeString(LIST, ApiListing.text(now));
        }
        String difference = ApiListing.difference(ApiListing.parse(Files.readString(LIST)), now);
        assertTrue(
                difference.isEmpty(),
                () -> "The public API is not that of spi/src/test/resources/api.txt:\n\n" + difference
                        + "\nA line with - breaks whoever uses it. Where the change is meant, record it:"
                        + " mvn test -pl spi -Dtest=ApiTest -Dapi.update=true");
    }

    @Test
    void theFileIsAsItIsWritten() throws Exception {
        String text = Files.readString(LIST);
        assertEquals(ApiListing.text(ApiListing.parse(text)), text, "api.txt was edited by hand, or merged badly");
    }

    @Test
    void staysSmall() throws Exception {
        List<String> types = ApiListing.of(CLASSES).keySet().stream()
                .filter(type -> !type.startsWith("io.recordsockets.spi."))
                .filter(type -> !type.contains("$"))
                .toList();
        assertTrue(types.size() <= 24, () -> "public types of the API, found=" + types);
    }

    @Test
    void eachChangeShowsAsALine() throws Exception {
        SortedMap<String, List<String>> api = ApiListing.of(CLASSES);
        Map<String, List<String>> before = new TreeMap<>(api);
        before.put("io.recordsockets.Gone", List.of("public class io.recordsockets.Gone", "public Gone()"));
        before.put(
                "io.recordsockets.Kept", List.of("public interface io.recordsockets.Kept", "public abstract int a()"));
        before.put("io.recordsockets.Open", List.of("public class io.recordsockets.Open", "public void close()"));
        Map<String, List<String>> after = new TreeMap<>(api);
        after.put(
                "io.recordsockets.Kept", List.of("public interface io.recordsockets.Kept", "public abstract long a()"));
        after.put("io.recordsockets.Open", List.of("public final class io.recordsockets.Open", "public void close()"));
        assertEquals("""
                - public class io.recordsockets.Gone
                -     public Gone()
                  public interface io.recordsockets.Kept
                -     public abstract int a()
                +     public abstract long a()
                - public class io.recordsockets.Open
                + public final class io.recordsockets.Open
                """, ApiListing.difference(before, after));
        assertEquals("", ApiListing.difference(api, ApiListing.parse(ApiListing.text(api))));
    }

    /** All that a caller or an implementor can see is in a line, so a change of any of it shows. */
    @Test
    void linesHaveModifiersGenericsExceptionsAndConstants() {
        String name = Sample.class.getName();
        assertEquals(
                List.of(
                        "public abstract static class " + name + "<T extends java.lang.Comparable<T>>"
                                + " implements java.util.function.Supplier<java.util.List<T>>",
                        "@Deprecated(forRemoval=true) protected abstract <E extends java.io.IOException> void fail() throws E",
                        "protected Sample()",
                        "public final java.lang.Object of(java.lang.String...)",
                        "public java.util.List<T> get()",
                        "public static final int LIMIT = 7"),
                ApiListing.lines(Sample.class));
        assertEquals(
                List.of("public interface " + Seam.class.getName(), "default public void run()"),
                ApiListing.lines(Seam.class));
    }

    /** Has one of each. What is private or of the package is nobody's. */
    @SuppressWarnings("unused")
    public abstract static class Sample<T extends Comparable<T>> implements Supplier<List<T>> {
        public static final int LIMIT = 7;
        private int hidden;

        protected Sample() {}

        Sample(int hidden) {
            this.hidden = hidden;
        }

        @Override
        public synchronized List<T> get() {
            return List.of();
        }

        public final Object of(String... words) {
            return hidden + words.length;
        }

        @Deprecated(forRemoval = true)
        protected abstract <E extends IOException> void fail() throws E;

        void hide() {}
    }

    /** What implementors need not have. */
    public interface Seam {
        default void run() {}
    }
}
