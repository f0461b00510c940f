package io.recordsockets.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSetTest {
    private static RuleSet parse(String text) throws RuleException {
        return TestRules.parse(text);
    }

    private static Rule one(String text) throws RuleException {
        RuleSet rules = parse(text);
        assertEquals(1, rules.size());
        return rules.rules().get(0);
    }

    private static InetSocketAddress address(String host, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Test
    void takesDefaultsWhereTheRuleHasNoOptions() throws Exception {
        Rule rule = one("listen *:11211 lines");
        assertTrue(rule.accepts());
        assertEquals("lines", rule.framingName());
        assertEquals("lines", rule.framingText());
        assertNotNull(rule.framing());
        assertEquals(1 << 20, rule.holdLimit());
        assertEquals(200_000_000L, rule.stallNs());
        assertEquals(1_000_000_000L, rule.holdTimeNs());
        assertEquals("auto", rule.share());
        assertEquals("test.rules:1", rule.place());
        assertNotNull(rule.counters());
    }

    @Test
    void readsEveryOption() throws Exception {
        Rule rule = one("connect 10.0.0.0/8:9092 lines hold-limit=4m stall=500ms hold-time=2s share=off");
        assertFalse(rule.accepts());
        assertEquals(4 << 20, rule.holdLimit());
        assertEquals(500_000_000L, rule.stallNs());
        assertEquals(2_000_000_000L, rule.holdTimeNs());
        assertEquals("off", rule.share());
    }

    @ParameterizedTest
    @CsvSource({
        "hold-limit=1,1",
        "hold-limit=1k,1024",
        "hold-limit=3K,3072",
        "hold-limit=1g,1073741824",
        "hold-limit=1024m,1073741824",
        "hold-limit=1073741824,1073741824"
    })
    void readsSizes(String option, int bytes) throws Exception {
        assertEquals(bytes, one("listen *:1 lines " + option).holdLimit());
    }

    @ParameterizedTest
    @CsvSource({"stall=1ms,1000000", "stall=3600s,3600000000000", "stall=3600000ms,3600000000000", "stall=7s,7000000000"
    })
    void readsTimes(String option, long ns) throws Exception {
        assertEquals(ns, one("listen *:1 lines " + option).stallNs());
    }

    @Test
    void normalisesWhiteSpace() throws Exception {
        Rule rule = one("  listen\t*:9000-9010   fixed ( length = 4 , endian=big )\t stall=1s   share=on\r");
        assertEquals("listen *:9000-9010 fixed(length=4,endian=big) stall=1s share=on", rule.text());
        assertEquals("fixed", rule.framingName());
        assertEquals("fixed(length=4,endian=big)", rule.framingText());
        assertEquals("*:9000-9010", rule.addressText());
    }

    @Test
    void givesTheParametersToTheFraming() throws Exception {
        TestRules.Framings framings = new TestRules.Framings();
        RuleSet.parse("listen *:1 fixed(length=4,endian=big)", "x", framings);
        assertEquals(Map.of("length", "4", "endian", "big"), framings.seen);
        framings.seen.clear();
        assertEquals(
                "fixed",
                RuleSet.parse("listen *:1 fixed( )", "x", framings)
                        .rules()
                        .get(0)
                        .framingText());
        assertEquals(Map.of(), framings.seen);
    }

    @Test
    void readsSeveralEntriesAndSkipsComments() throws Exception {
        RuleSet rules = parse("# head; listen *:1 lines\n\nlisten *:2 lines # tail; listen *:3 lines\n"
                + ";;listen *:4 lines;listen *:5 lines\n #\nlisten *:6 none\r\n");
        assertEquals(4, rules.size());
        assertEquals("test.rules:3", rules.rules().get(0).place());
        assertEquals("test.rules:4", rules.rules().get(1).place());
        assertEquals("test.rules:4", rules.rules().get(2).place());
        assertEquals("listen *:6 none", rules.rules().get(3).text());
        assertEquals("test.rules:6", rules.rules().get(3).place());
    }

    @Test
    void keepsHashInsideAWord() throws Exception {
        TestRules.Framings framings = new TestRules.Framings();
        RuleSet.parse("listen *:1 fixed(until=#)", "x", framings);
        assertEquals("#", framings.seen.get("until"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "   ", ";", ";\n;", "# only a comment", "#"})
    void hasNoRulesInEmptyText(String text) throws Exception {
        RuleSet rules = parse(text);
        assertSame(RuleSet.EMPTY, rules);
        assertEquals(0, rules.size());
        assertFalse(rules.hasListen());
        assertFalse(rules.hasConnect());
        assertNull(rules.accepting(address("127.0.0.1", 80)));
    }

    @Test
    void firstMatchWins() throws Exception {
        RuleSet rules = parse("listen 127.0.0.1:80 fixed; listen *:80 lines; listen *:* none");
        assertEquals("fixed", rules.accepting(address("127.0.0.1", 80)).framingName());
        assertEquals("lines", rules.accepting(address("127.0.0.2", 80)).framingName());
        assertEquals("none", rules.accepting(address("127.0.0.1", 81)).framingName());
    }

    @Test
    void exceptsAPortFromAWiderRule() throws Exception {
        RuleSet rules = parse("listen *:81 none; listen *:80-90 lines");
        assertNull(rules.accepting(address("127.0.0.1", 81)).framing());
        assertNotNull(rules.accepting(address("127.0.0.1", 82)).framing());
    }

    @Test
    void keepsListenAndConnectApart() throws Exception {
        RuleSet rules = parse("listen *:80 lines; connect *:81 lines");
        assertNull(rules.accepting(address("127.0.0.1", 81)));
        assertNull(rules.connecting(address("127.0.0.1", 80)));
        assertTrue(rules.hasListen());
        assertTrue(rules.hasConnect());
        assertFalse(parse("connect *:80 lines").hasListen());
        assertFalse(parse("listen *:80 lines").hasConnect());
        assertFalse(parse("listen *:80 none").hasListen(), "a rule that frames nothing needs no interception");
    }

    @ParameterizedTest
    @CsvSource({
        // pattern, address, port, matches
        "*:80, 10.0.0.1, 80, true",
        "*:80, ::1, 80, true",
        "*:80, 10.0.0.1, 81, false",
        "*:*, 10.0.0.1, 1, true",
        "*:80-82, 10.0.0.1, 79, false",
        "*:80-82, 10.0.0.1, 80, true",
        "*:80-82, 10.0.0.1, 82, true",
        "*:80-82, 10.0.0.1, 83, false",
        "*:65535, 10.0.0.1, 65535, true",
        "10.0.0.1:80, 10.0.0.1, 80, true",
        "10.0.0.1:80, 10.0.0.2, 80, false",
        "10.0.0.0/8:80, 10.255.255.255, 80, true",
        "10.0.0.0/8:80, 11.0.0.0, 80, false",
        "10.1.2.3/8:80, 10.9.9.9, 80, true",
        "10.0.0.128/25:80, 10.0.0.127, 80, false",
        "10.0.0.128/25:80, 10.0.0.128, 80, true",
        "10.0.0.128/31:80, 10.0.0.129, 80, true",
        "10.0.0.128/31:80, 10.0.0.130, 80, false",
        "10.0.0.128/32:80, 10.0.0.128, 80, true",
        "10.0.0.128/32:80, 10.0.0.129, 80, false",
        "0.0.0.0/0:80, 255.1.2.3, 80, true",
        "0.0.0.0/0:80, ::1, 80, false",
        "0.0.0.0/1:80, 127.0.0.1, 80, true",
        "0.0.0.0/1:80, 128.0.0.1, 80, false",
        "[::]/0:80, 2001:db8::1, 80, true",
        "[::]/0:80, 10.0.0.1, 80, false",
        "[2001:db8::]/32:80, 2001:db8:ffff::1, 80, true",
        "[2001:db8::]/32:80, 2001:db9::1, 80, false",
        "[2001:db8::]/33:80, 2001:db8:7fff::1, 80, true",
        "[2001:db8::]/33:80, 2001:db8:8000::1, 80, false",
        "[::1]:80, ::1, 80, true",
        "[::1]/127:80, ::2, 80, false",
        "[::1]/128:80, ::1, 80, true",
        "[::ffff:10.0.0.1]:80, 10.0.0.1, 80, true",
        "[::ffff:10.0.0.0]/104:80, 10.9.9.9, 80, true",
        "[::ffff:10.0.0.0]/104:80, 11.9.9.9, 80, false",
        "[::FFFF:A00:0]/96:80, 11.9.9.9, 80, true",
        "localhost:80, 127.0.0.1, 80, true",
        "LocalHost:80, 127.9.0.1, 80, true",
        "localhost:80, ::1, 80, true",
        "localhost:80, ::2, 80, false",
        "localhost:80, 1::1, 80, false",
        "localhost:80, 10.0.0.1, 80, false"
    })
    void comparesAddresses(String pattern, String host, int port, boolean matches) throws Exception {
        assertEquals(matches, one("listen " + pattern + " lines").matches(address(host, port)));
        assertEquals(matches, one("connect " + pattern + " lines").matches(address(host, port)));
    }

    @Test
    void takesMappedAddressesOfConnectionsAsIpv4() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 10;
        mapped[15] = 1;
        InetSocketAddress address = new InetSocketAddress(Inet6Address.getByAddress(null, mapped, 0), 80);
        assertTrue(one("listen 10.0.0.1:80 lines").matches(address));
        assertFalse(one("listen [::]/0:80 lines").matches(address));
        mapped[3] = 1;
        address = new InetSocketAddress(Inet6Address.getByAddress(null, mapped, 0), 80);
        assertFalse(one("listen 10.0.0.1:80 lines").matches(address));
        assertTrue(one("listen [::]/0:80 lines").matches(address));
    }

    @Test
    void comparesHostNamesWithoutLookingThemUp() throws Exception {
        Rule rule = one("connect Db.Example.com:80 lines");
        byte[] ip = {10, 0, 0, 1};
        assertTrue(rule.matches(new InetSocketAddress(InetAddress.getByAddress("db.example.COM", ip), 80)));
        assertFalse(rule.matches(new InetSocketAddress(InetAddress.getByAddress("db2.example.com", ip), 80)));
        assertFalse(rule.matches(new InetSocketAddress(InetAddress.getByAddress(ip), 80)));
        assertFalse(rule.matches(InetSocketAddress.createUnresolved("db.example.com", 80)));
    }

    @Test
    void hasNoRuleForOtherKindsOfAddress() throws Exception {
        RuleSet rules = parse("listen *:* lines; connect *:* lines");
        assertNull(rules.accepting(null));
        assertNull(rules.accepting(UnixDomainSocketAddress.of("/tmp/x")));
        assertNull(rules.connecting(InetSocketAddress.createUnresolved("localhost", 80)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    accept *:80 lines | unknown keyword, keyword=accept, known: listen, connect
                    LISTEN *:80 lines | unknown keyword, keyword=LISTEN, known: listen, connect
                    listen | rule without an address, rule=listen, give listen|connect HOST:PORT FRAMING [key=value ...]
                    listen *:80 | rule without a framing, rule=listen *:80, give
                    listen *:80 stall=1s | rule without a framing
                    listen * lines | no port, address=*, give HOST:PORT
                    listen :80 lines | no port, address=:80, give HOST:PORT
                    listen [::1] lines | no port, address=[::1], give HOST:PORT
                    listen *: lines | not a port, port=, give *, 1..65535 or FIRST-LAST
                    listen *:0 lines | not a port, port=0
                    listen *:65536 lines | not a port, port=65536
                    listen *:-1 lines | not a port, port=-1
                    listen *:+1 lines | not a port, port=+1
                    listen *:80- lines | not a port, port=80-
                    listen *:80-x lines | not a port, port=80-x
                    listen *:99999999999999999999 lines | not a port
                    listen *:82-80 lines | port range ends before it begins, ports=82-80
                    listen */8:80 lines | prefix length without an IP address, address=*/8:80
                    listen localhost/8:80 lines | prefix length without an IP address
                    listen 10.0.0.0/33:80 lines | not a prefix length, prefix=33, give 0..32
                    listen 10.0.0.0/-1:80 lines | not a prefix length, prefix=-1, give 0..32
                    listen 10.0.0.0/:80 lines | not a prefix length, prefix=, give 0..32
                    listen [::1]/129:80 lines | not a prefix length, prefix=129, give 0..128
                    listen [::ffff:10.0.0.1]/95:80 lines | not a prefix length, prefix=95, give 96..128
                    listen 10.0.0:80 lines | not an IPv4 address, address=10.0.0:80
                    listen 10.0.0.256:80 lines | not an IPv4 address
                    listen 10.0.0.01:80 lines | not an IPv4 address
                    listen 10.0.0.1.2:80 lines | not an IPv4 address
                    listen 10..0.1:80 lines | not an IPv4 address
                    listen 1234:80 lines | not an IPv4 address
                    listen [::g]:80 lines | not an IPv6 address, address=[::g]
                    listen [::1%eth0]:80 lines | not an IPv6 address
                    listen [1:2]:80 lines | not an IPv6 address
                    listen []:80 lines | not an IPv6 address
                    listen [::1:80 lines | closing bracket is missing
                    listen ::1:80 lines | IPv6 address without brackets, address=::1:80, give [IPv6]:PORT
                    listen 0.0.0.0:80 lines | no connection has the wildcard address, address=0.0.0.0:80, write * for every
                    listen [::]:80 lines | no connection has the wildcard address
                    connect 0.0.0.0:80 lines | no connection has the wildcard address
                    listen example.com:80 lines | host name in a listen rule, address=example.com:80
                    connect exa$mple:80 lines | not a host, address=exa$mple:80
                    listen *:80 lnes | unknown framing, framing=lnes, known: fixed, lines, none
                    listen *:80 broken | two lines
                    listen *:80 mute | java.lang.IllegalArgumentException
                    listen *:80 fixed(length=4 | framing without closing bracket, framing=fixed(length=4
                    listen *:80 fixed(length=4)stall=1s | no space behind the framing
                    listen *:80 fixed(length) | framing parameter without key or value, found=length, give key=value
                    listen *:80 fixed(length=) | framing parameter without key or value
                    listen *:80 fixed(,) | framing parameter without key or value
                    listen *:80 fixed(a=1,) | framing parameter without key or value
                    listen *:80 fixed(a=1,a=2) | framing parameter given twice, a=2
                    listen *:80 lines stall | option without key or value, found=stall
                    listen *:80 lines =1 | option without key or value, found==1
                    listen *:80 lines stall= | option without key or value
                    listen *:80 lines stal=1s | unknown option, stal=1s, known: hold, hold-limit, hold-time, share, stall
                    listen *:80 lines stall=1s stall=1s | option given twice, stall=1s
                    listen *:80 lines stall=0ms | not a time, stall=0ms, give a number with its unit, ms or s, 1ms..3600s
                    listen *:80 lines stall=200 | not a time, stall=200
                    listen *:80 lines stall=1h | not a time, stall=1h
                    listen *:80 lines stall=3601s | not a time, stall=3601s
                    listen *:80 lines stall=3600001ms | not a time
                    listen *:80 lines stall=-1s | not a time
                    listen *:80 lines stall=s | not a time
                    listen *:80 lines stall=ms | not a time
                    listen *:80 lines hold-time=0.5s | not a time, hold-time=0.5s
                    listen *:80 lines hold-limit=0 | not a size, hold-limit=0, give bytes with k, m or g behind for larger units, 1..1g
                    listen *:80 lines hold-limit=2g | not a size
                    listen *:80 lines hold-limit=1073741825 | not a size
                    listen *:80 lines hold-limit=1t | not a size
                    listen *:80 lines hold-limit=k | not a size
                    listen *:80 lines hold-limit=99999999999999999999k | not a size
                    listen *:80 lines hold=always | unknown value, hold=always, known: auto, on, off
                    listen *:80 lines share=yes | unknown value, share=yes, known: auto, on, off
                    """)
    void refusesInOneClearLine(String text, String message) {
        RuleException e = assertThrows(RuleException.class, () -> parse("# first\n" + text));
        assertTrue(e.getMessage().startsWith("test.rules:2: "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @Test
    void tellsEveryBadLineAtOnce() {
        RuleException e =
                assertThrows(RuleException.class, () -> parse("listen\nlisten *:1 lines\nlisten *:0 lines\nx"));
        String[] lines = e.getMessage().split("\n");
        assertEquals(3, lines.length, e.getMessage());
        assertTrue(lines[0].startsWith("test.rules:1: "));
        assertTrue(lines[1].startsWith("test.rules:3: "));
        assertTrue(lines[2].startsWith("test.rules:4: "));
    }

    @Test
    void staysShortOnLongNonsense() {
        String line = "x".repeat(100_000) + "\n";
        RuleException e = assertThrows(RuleException.class, () -> parse(line.repeat(50)));
        assertTrue(e.getMessage().length() < 5000, "length=" + e.getMessage().length());
        assertTrue(e.getMessage().endsWith("and 30 more like these"), e.getMessage());
    }

    @Test
    void refusesTheSameAddressTwiceInOneSource() throws Exception {
        RuleException e = assertThrows(RuleException.class, () -> parse("listen *:1 lines\nlisten  *:1  fixed"));
        assertEquals(
                "test.rules:2: address given twice, rule=listen *:1 fixed, only the first can match: remove one",
                e.getMessage());
        assertEquals(2, parse("listen *:1 lines\nconnect *:1 fixed").size());
    }

    @Test
    void letsAnotherSourceRepeatAnAddress() {
        Problems problems = new Problems();
        RuleSet.Builder builder = new RuleSet.Builder(problems, new TestRules.Framings());
        builder.add("listen *:1 lines", "argument:1");
        builder.add("listen *:1 fixed", "file:1");
        assertTrue(problems.isEmpty());
        assertEquals(2, builder.build().size());
    }

    @Test
    void tellsRulesFromOtherEntries() {
        for (String rule : Arrays.asList("listen", "listen x", "connect\tx")) {
            assertTrue(RuleSet.isRule(rule), rule);
        }
        for (String other : Arrays.asList("", "listener x", "listen=1", "config=x", "Listen x")) {
            assertFalse(RuleSet.isRule(other), other);
        }
    }

    @Test
    void findsTheBuiltInFramings() throws Exception {
        assertNull(RuleSet.parse("listen *:1 none", "x").rules().get(0).framing());
        assertThrows(RuleException.class, () -> RuleSet.parse("listen *:1 line(maximum=3)", "x"));
    }

    @Test
    void leavesAnUnknownFramingToTheFirstConnection() throws Exception {
        RuleSet rules = RuleSet.parse("listen *:1 no-such(version=2); listen *:2 line", "x");
        Rule late = rules.rules().get(0);
        assertEquals("no-such(version=2)", late.framingText());
        assertTrue(late.unknownFraming().contains("framing=no-such"), late.unknownFraming());
        assertFalse(late.isPlain());
        assertNull(rules.rules().get(1).unknownFraming());
    }

    @Test
    void refusesAnUnknownFramingToACallerWhoNeedsItNow() {
        String message = assertThrows(IllegalArgumentException.class, () -> RuleSet.framing("no-such"))
                .getMessage();
        assertTrue(message.contains("framing=no-such"), message);
    }
}
