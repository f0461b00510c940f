package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.rules.RuleSet;
import io.recordsockets.rules.TestRules;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExplainTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Explain explain(String rules) throws Exception {
        return new Explain(TestRules.parse(rules), new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    private void assertOut(String expected) {
        assertEquals(expected, bytes.toString(StandardCharsets.UTF_8));
    }

    private static InetSocketAddress address(String host, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Test
    void tellsOfEachRuleWhetherItMatchesAndWhy() throws Exception {
        Explain explain = explain("""
                connect *:80 lines
                listen *:81 lines
                listen 10.0.0.1:80 lines
                listen 10.0.0.0/8:80 fixed(length=4) hold-limit=4m stall=500ms share=on
                listen *:80 none
                """);
        assertEquals(true, explain.connection(true, address("10.0.0.2", 80)));
        assertOut("""
                A connection accepted at 10.0.0.2:80
                  test.rules:1  connect *:80 lines  -> no: for connections that are made
                  test.rules:2  listen *:81 lines  -> no: for other ports
                  test.rules:3  listen 10.0.0.1:80 lines  -> no: for other addresses
                  test.rules:4  listen 10.0.0.0/8:80 fixed(length=4) hold-limit=4m stall=500ms share=on  -> matches
                  test.rules:5  listen *:80 none  -> not reached
                  Result: record socket by the rule listen 10.0.0.0/8:80 fixed(length=4) hold-limit=4m stall=500ms share=on
                    framing     fixed(length=4)
                    hold-limit  4194304 bytes: larger records are delivered in steps
                    hold        auto: a record is waited for where that is seen to pay, for a few milliseconds at first
                    stall       500 ms without progress, at most: a part is delivered
                    hold-time   1000 ms, with or without progress, at most: a part is delivered
                    share       on: large writes of the same bytes to several connections that lag behind share memory
                """);
    }

    @Test
    void tellsOfAConnectionThatIsMade() throws Exception {
        byte[] ip = {10, 0, 0, 1};
        InetSocketAddress named = new InetSocketAddress(InetAddress.getByAddress("db.example.com", ip), 80);
        assertEquals(
                false,
                explain("listen *:80 lines; connect db.example.com:80 none").connection(false, named));
        assertOut("""
                A connection made to 10.0.0.1:80 (db.example.com)
                  test.rules:1  listen *:80 lines  -> no: for connections that are accepted
                  test.rules:1  connect db.example.com:80 none  -> matches
                  Result: plain TCP: by the rule connect db.example.com:80 none; the socket is the JDK's own
                """);
    }

    @Test
    void tellsOfAFramingThatKnowsNoRecordsInTheDirection() throws Exception {
        assertEquals(false, explain("connect *:80 requests-only").connection(false, address("::1", 80)));
        assertOut("""
                A connection made to [0:0:0:0:0:0:0:1]:80
                  test.rules:1  connect *:80 requests-only  -> matches
                  Result: plain TCP: the framing requests-only knows no records in responses
                """);
    }

    @Test
    void tellsWhatMayHappenOnAWildcardServer() throws Exception {
        Explain explain = explain("listen 10.0.0.1:80 lines\nlisten *:80 none\nlisten localhost:80 lines");
        assertEquals(true, explain.wildcard(80));
        assertOut("""
                A server channel on every local address, port 80
                  Each accepted connection is judged by its own local address, the one that its client connected to,
                  so a rule for one address may be for some of them.
                  test.rules:1  listen 10.0.0.1:80 lines  -> may match: connections whose local address is one of the rule's
                  test.rules:2  listen *:80 none  -> matches every other connection
                  test.rules:3  listen localhost:80 lines  -> not reached
                  Local address as in 10.0.0.1:80:
                    Result: record socket by the rule listen 10.0.0.1:80 lines
                      framing     lines
                      hold-limit  1048576 bytes: larger records are delivered in steps
                      hold        auto: a record is waited for where that is seen to pay, for a few milliseconds at first
                      stall       200 ms without progress, at most: a part is delivered
                      hold-time   1000 ms, with or without progress, at most: a part is delivered
                      share       auto: large writes of the same bytes to several connections that lag behind share memory
                  Any other local address:
                    Result: plain TCP: by the rule listen *:80 none; the socket is the JDK's own
                """);
    }

    @Test
    void saysWhereAnUnknownFramingIsLookedForLater() throws Exception {
        Explain explain = new Explain(
                RuleSet.parse("listen *:80 no-such", "rules"), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertEquals(false, explain.connection(true, address("10.0.0.1", 80)));
        String out = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(out.contains("plain TCP: unless the framing is found when the first connection matches"), out);
        assertTrue(out.contains("framing=no-such; known are "), out);
    }
}
