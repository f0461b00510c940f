package io.recordsockets.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.recordsockets.RecordFraming;
import io.recordsockets.spi.StreamDirection;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any stream made of the words that steer the parsers: each record ends at the same byte, however the stream comes in. */
class FramingPropertiesTest {
    private static final int TRIES = 4000;

    private static final Map<String, Map<String, String>> PARAMETERS = Map.of(
            "length-field", Map.of("length", "2", "max", "400"),
            "fixed", Map.of("length", "7"),
            "delimiter", Map.of("text", "\r\n", "max", "64"));

    @Property(tries = TRIES, seed = "20260101")
    void findsTheSameRecordsHoweverAStreamIsCut(
            @ForAll("framings") String name,
            @ForAll StreamDirection direction,
            @ForAll("streams") String stream,
            @ForAll("cuts") List<Integer> cuts) {
        byte[] bytes = stream.getBytes(ISO_8859_1);
        RecordFraming framing = Framings.find(name, PARAMETERS.getOrDefault(name, Map.of()), null);
        int[] arrivals = cuts.stream()
                .mapToInt(cut -> 1 + cut % bytes.length)
                .sorted()
                .distinct()
                .toArray();
        arrivals[arrivals.length - 1] = bytes.length;
        FramingInvariants.agreeHoweverCut(framing, direction, bytes, arrivals);
    }

    @Provide
    Arbitrary<String> framings() {
        List<String> names = Framings.names();
        names.remove(Framings.NONE);
        return Arbitraries.of(names);
    }

    @Provide
    Arbitrary<String> streams() {
        Arbitrary<String> words = Arbitraries.of(
                "\r\n",
                "\r\n",
                "\n",
                "\r",
                " ",
                "0",
                "1",
                "2",
                "5",
                "12",
                "-1",
                "99999999999999999999",
                "2147483648",
                "*",
                "$",
                "%",
                ">",
                "|",
                "+",
                ":",
                "_",
                "?",
                ";",
                "set k 0 0 ",
                "ms k ",
                "get a b",
                "VALUE k 0 ",
                "VA ",
                "STAT a b",
                "END",
                "HD",
                "GET / HTTP/1.1\r\n",
                "POST / HTTP/1.1\r\n",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 204 X\r\n",
                "Content-Length: ",
                "Transfer-Encoding: chunked\r\n",
                "Upgrade: x\r\n",
                "Expect: 100-continue\r\n",
                "Content-Type: text/event-stream\r\n",
                "HEAD / HTTP/1.1\r\n",
                "CONNECT a HTTP/1.1\r\n",
                "PRI * HTTP/2.0\r\n",
                "Content-Length: 20\r\n\r\n",
                "x".repeat(130),
                "  ",
                "STARTTLS\r\n",
                "a1 ",
                "+FULLRESYNC ",
                "prepend ",
                "SERVER_ERROR ",
                "a: b\r\n",
                "\0",
                "\0\0\0",
                "\u0001",
                "\u0008",
                "\u0000\u0003\u0000\u0000",
                "\u0004\u00d2",
                "\u0080",
                "\u00ff",
                "\u007f",
                "Q",
                "S",
                "N",
                "ruok",
                "\u0030");
        Arbitrary<String> noise = Arbitraries.strings()
                .withCharRange('\0', '\u00ff')
                .ofMinLength(1)
                .ofMaxLength(30);
        return Arbitraries.frequencyOf(Tuple.of(9, words), Tuple.of(1, noise))
                .list()
                .ofMinSize(1)
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 1000).list().ofMinSize(1).ofMaxSize(8);
    }
}
