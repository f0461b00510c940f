package io.recordsockets.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RulePropertyTest {
    @Property(tries = 500, seed = "20260101")
    void normalisedTextIsTheSameRule(@ForAll("rules") String text) throws Exception {
        Rule rule = TestRules.parse(text).rules().get(0);
        Rule again = TestRules.parse(rule.text()).rules().get(0);
        assertEquals(rule.text(), again.text());
        assertEquals(rule.accepts(), again.accepts());
        assertEquals(rule.addressText(), again.addressText());
        assertEquals(rule.framingName(), again.framingName());
        assertEquals(rule.framingText(), again.framingText());
        assertEquals(rule.holdLimit(), again.holdLimit());
        assertEquals(rule.stallNs(), again.stallNs());
        assertEquals(rule.holdTimeNs(), again.holdTimeNs());
        assertEquals(rule.share(), again.share());
        assertFalse(rule.text().contains("  "), rule.text());
    }

    @Provide
    Arbitrary<String> rules() {
        Arbitrary<String> space = Arbitraries.of(" ", "  ", "\t", " \t ");
        Arbitrary<String> head = Combinators.combine(
                        Arbitraries.of("listen", "connect"),
                        Arbitraries.of("*", "10.0.0.0/8", "[::1]", "[2001:db8::]/32", "localhost"),
                        Arbitraries.of("*", "1", "65535", "9000-9010"),
                        Arbitraries.of(
                                "none", "lines", "fixed(length=4)", "fixed ( length = 4 , endian = big )", "lines()"))
                .as((keyword, host, port, framing) -> keyword + " " + host + ":" + port + " " + framing);
        Arbitrary<List<String>> options = Arbitraries.shuffle(List.of("stall=", "hold-limit=", "hold-time=", "share="));
        return Combinators.combine(
                        head,
                        options,
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(1, 999),
                        space)
                .as((rule, keys, count, number, gap) -> {
                    StringBuilder text = new StringBuilder(gap).append(rule.replace(" ", gap));
                    for (String key : keys.subList(0, count)) {
                        text.append(gap).append(key).append(value(key, number));
                    }
                    return text.append(gap).toString();
                });
    }

    private static String value(String key, int number) {
        switch (key) {
            case "stall=":
                return number + "ms";
            case "hold-time=":
                return number + "s";
            case "share=":
                return List.of("on", "off", "auto").get(number % 3);
            default:
                return number + List.of("", "k", "m").get(number % 3);
        }
    }

    @Property(tries = 500, seed = "20260101")
    void prefixMatchesWhatBitArithmeticSays(
            @ForAll int network, @ForAll int address, @ForAll @IntRange(max = 32) int prefix) throws Exception {
        long mask = prefix == 0 ? 0 : -1L << 32 - prefix & 0xFFFFFFFFL;
        boolean wildcard = network == 0 && prefix == 32;
        if (!wildcard) {
            Rule rule = TestRules.parse("listen " + ip(network).getHostAddress() + "/" + prefix + ":80 lines")
                    .rules()
                    .get(0);
            boolean expected = ((network ^ address) & mask) == 0;
            assertEquals(expected, rule.matches(new InetSocketAddress(ip(address), 80)));
            int near = network ^ (prefix == 0 ? 0 : 1 << 32 - prefix);
            assertEquals(prefix == 0, rule.matches(new InetSocketAddress(ip(near), 80)));
        }
    }

    private static InetAddress ip(int bits) throws UnknownHostException {
        return InetAddress.getByAddress(
                new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
    }

    @Property(tries = 1000, seed = "20260101")
    void anyTextIsRulesOrOneClearRefusal(@ForAll("mutations") String text) {
        try {
            TestRules.parse(text);
        } catch (RuleException e) {
            for (String line : e.getMessage().split("\n")) {
                assertTrue(line.startsWith("test.rules:") || line.startsWith("and "), e.getMessage());
            }
        }
    }

    @Provide
    Arbitrary<String> mutations() {
        return Arbitraries.of(
                        "listen",
                        "connect",
                        " ",
                        "\n",
                        ";",
                        "#",
                        "*",
                        ":",
                        "80",
                        "/8",
                        "10.0.0.1",
                        "[::1]",
                        "[",
                        "]",
                        "(",
                        ")",
                        ",",
                        "=",
                        "a",
                        "-",
                        "lines",
                        "fixed",
                        "stall=1s",
                        "hold-limit=",
                        "\u00e9",
                        "\0")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 300, seed = "20260101")
    void firstMatchWins(
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 5) Integer> ports,
            @ForAll @IntRange(min = 1, max = 5) int port)
            throws Exception {
        Problems problems = new Problems();
        RuleSet.Builder builder = new RuleSet.Builder(problems, new TestRules.Framings());
        for (int i = 0; i < ports.size(); i++) {
            builder.add("listen *:" + ports.get(i) + "-5 lines", "source" + i + ":" + i);
        }
        assertTrue(problems.isEmpty());
        Rule rule = builder.build().accepting(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        int expected = -1;
        for (int i = ports.size() - 1; i >= 0; i--) {
            expected = port >= ports.get(i) ? i : expected;
        }
        assertEquals(expected < 0 ? null : "source" + expected + ":" + expected, rule == null ? null : rule.place());
    }
}
