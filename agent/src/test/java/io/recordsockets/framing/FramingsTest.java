package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.RecordFramingProvider;
import io.recordsockets.spi.StreamDirection;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FramingsTest {
    private static final RecordFraming PROVIDED = direction -> null;

    @TempDir
    Path classPath;

    @Test
    void findsEveryBuiltInFraming() {
        Map<String, Map<String, String>> needed = Map.of(
                "length-field",
                Map.of("length", "4"),
                "fixed",
                Map.of("length", "1"),
                "delimiter",
                Map.of("text", ";"));
        for (String name : Framings.names()) {
            RecordFraming framing = Framings.find(name, needed.getOrDefault(name, Map.of()), null);
            if (name.equals("none")) {
                assertNull(framing);
            } else {
                assertNotNull(framing.parser(StreamDirection.REQUESTS), name);
                assertNotNull(framing.parser(StreamDirection.RESPONSES), name);
            }
        }
    }

    @Test
    void describesEveryBuiltInFraming() {
        assertEquals(14, Framings.builtIn().size());
        for (Framings.Description framing : Framings.builtIn()) {
            assertTrue(!framing.help().isEmpty() && !framing.help().contains("\n"), framing.name());
        }
    }

    @Test
    void namesTheKnownFramingsWhereOneIsUnknown() {
        assertEquals(
                "Unknown framing: framing=memcache; known are length-field, varint, fixed, delimiter, line, memcached, resp, "
                        + "http1, kafka, zookeeper, dns, mqtt, postgresql, none",
                refusal("memcache", Map.of()));
    }

    @Test
    void namesTheKnownParametersWhereOneIsUnknown() {
        assertEquals(
                "Unknown framing parameter: framing=line parameter=maximum; it takes max",
                refusal("line", Map.of("maximum", "3")));
        assertEquals(
                "Unknown framing parameter: framing=none parameter=max; it takes none",
                refusal("none", Map.of("max", "3")));
    }

    @Test
    void namesValueAndRangeOfBadNumbers() {
        String fixed = "Bad framing parameter: framing=fixed length=%s; use from 1 to 2147483647";
        for (String value :
                List.of("0", "-1", "x", "", "k", "1g", "2147483648", "99999999999999999999", "9007199254740992m")) {
            assertEquals(String.format(fixed, value), refusal("fixed", Map.of("length", value)));
        }
        assertEquals(
                "Bad framing parameter: framing=length-field length=5; use 1, 2, 3, 4 or 8",
                refusal("length-field", Map.of("length", "5")));
        assertEquals(
                "Bad framing parameter: framing=length-field endian=middle; use big or little",
                refusal("length-field", Map.of("length", "4", "endian", "middle")));
        assertEquals(
                "Bad framing parameter: framing=delimiter bytes=0d0; use two hexadecimal digits for each byte, such as 0d0a",
                refusal("delimiter", Map.of("bytes", "0d0")));
        assertEquals(
                "Bad framing parameter: framing=delimiter bytes=0dxx; use two hexadecimal digits for each byte, such as 0d0a",
                refusal("delimiter", Map.of("bytes", "0dxx")));
        assertEquals(
                "Bad framing parameter: framing=delimiter bytes=; use 1 to 64 bytes",
                refusal("delimiter", Map.of("bytes", "")));
    }

    @Test
    void saysWhichParameterIsMissing() {
        assertEquals(
                "Missing framing parameter: framing=fixed; give length=N, the bytes of a record",
                refusal("fixed", Map.of()));
        assertEquals(
                "Missing framing parameter: framing=length-field; give length=1, 2, 3, 4 or 8, the bytes of the length field",
                refusal("length-field", Map.of()));
        assertEquals(
                "Missing framing parameter: framing=delimiter; give either bytes=HEX, such as bytes=0d0a, or text=TEXT",
                refusal("delimiter", Map.of("bytes", "0a", "text", "x")));
    }

    @Test
    void takesNumbersInKibibytesAndMebibytes() {
        assertEquals(
                3072,
                Framings.find("fixed", Map.of("length", "3k"), null)
                        .parser(null)
                        .parse(null));
        assertEquals(
                1 << 20,
                Framings.find("fixed", Map.of("length", "1m"), null)
                        .parser(null)
                        .parse(null));
    }

    @Test
    void findsFramingsOfTheApplication() throws IOException {
        try (URLClassLoader loader = providers(Good.class.getName())) {
            assertSame(PROVIDED, Framings.find("good", Map.of("version", "2"), loader));
            assertEquals(
                    "Unknown framing parameter: framing=good parameter=other; it takes version",
                    refusal("good", Map.of("other", "1"), loader));
            assertEquals("version=0 is too old; use 1 or 2", refusal("good", Map.of("version", "0"), loader));
            String message = refusal("better", Map.of(), loader);
            assertTrue(message.endsWith("postgresql, none, good"), message);
        }
    }

    @Test
    void isNotHinderedByProvidersThatCannotBeLoaded() throws IOException {
        try (URLClassLoader loader = providers(
                "not.there.Provider", Unloadable.class.getName(), Nameless.class.getName(), Good.class.getName())) {
            assertSame(PROVIDED, Framings.find("good", Map.of("version", "1"), loader));
            String message = refusal("other", Map.of(), loader);
            assertTrue(message.contains("none, good; a provider could not be loaded: "), message);
            assertTrue(message.contains("not.there.Provider"), message);
        }
    }

    @Test
    void givesOneMessageWhereAProviderFails() throws IOException {
        try (URLClassLoader loader = providers(Failing.class.getName())) {
            assertEquals(
                    "Framing provider failed: java.lang.NoClassDefFoundError: org/example/Missing; framing=failing provider="
                            + Failing.class.getName() + "; ask its maker, or use framing none",
                    refusal("failing", Map.of(), loader));
            assertEquals(
                    "Framing provider made none; framing=failing provider=" + Failing.class.getName()
                            + "; ask its maker, or use framing none",
                    refusal("failing", Map.of("how", "null"), loader));
            String message = refusal("failing", Map.of("how", "number"), loader);
            assertTrue(message.startsWith("Framing provider failed: java.lang.NumberFormatException"), message);
        }
    }

    @Test
    void doesNotAskProvidersForBuiltInNames() throws IOException {
        try (URLClassLoader loader = providers(Unloadable.class.getName())) {
            assertNotNull(Framings.find("line", Map.of(), loader));
        }
    }

    private static String refusal(String name, Map<String, String> parameters) {
        return refusal(name, parameters, null);
    }

    private static String refusal(String name, Map<String, String> parameters, ClassLoader loader) {
        return assertThrows(IllegalArgumentException.class, () -> Framings.find(name, parameters, loader))
                .getMessage();
    }

    private URLClassLoader providers(String... classNames) throws IOException {
        Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
        Files.write(services.resolve(RecordFramingProvider.class.getName()), List.of(classNames));
        return new URLClassLoader(
                new URL[] {classPath.toUri().toURL()}, getClass().getClassLoader());
    }

    /** A provider as it should be. */
    public static class Good implements RecordFramingProvider {
        @Override
        public String name() {
            return "good";
        }

        @Override
        public Set<String> parameters() {
            return Set.of("version");
        }

        @Override
        public RecordFraming framing(Map<String, String> parameters) {
            if (parameters.get("version").equals("0")) {
                throw new IllegalArgumentException("version=0 is too old; use 1 or 2");
            }
            return PROVIDED;
        }
    }

    /** A provider whose constructor fails. */
    public static class Unloadable extends Good {
        public Unloadable() {
            throw new IllegalStateException("no licence");
        }
    }

    /** A provider that fails when asked who it is. */
    public static class Nameless extends Good {
        @Override
        public String name() {
            throw new UnsupportedOperationException();
        }
    }

    /** A provider that fails in several ways. */
    public static class Failing implements RecordFramingProvider {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Set<String> parameters() {
            return Set.of("how");
        }

        @Override
        public RecordFraming framing(Map<String, String> parameters) {
            switch (parameters.getOrDefault("how", "error")) {
                case "null":
                    return null;
                case "number":
                    throw new NumberFormatException("For input string");
                default:
                    throw new NoClassDefFoundError("org/example/Missing");
            }
        }
    }
}
