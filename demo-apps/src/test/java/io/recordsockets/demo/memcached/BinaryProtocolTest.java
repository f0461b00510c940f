package io.recordsockets.demo.memcached;

import static io.recordsockets.demo.memcached.TestClient.bytes;
import static io.recordsockets.demo.memcached.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BinaryProtocolTest {
    private static final byte[] NONE = {};
    private static final int OPAQUE = 0xdeadbeef;
    private static final byte[] NOOP = request(0x0a, NONE, "", NONE, 1, 0);

    private TestServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        client = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private static byte[] storeExtras(int flags, int exptime) {
        return ByteBuffer.allocate(8).putInt(flags).putInt(exptime).array();
    }

    private static byte[] time(int exptime) {
        return ByteBuffer.allocate(4).putInt(exptime).array();
    }

    private static byte[] arithmeticExtras(long delta, long initial, int exptime) {
        return ByteBuffer.allocate(20)
                .putLong(delta)
                .putLong(initial)
                .putInt(exptime)
                .array();
    }

    private TestClient.Response ask(int opcode, byte[] extras, String key, String value, long cas) throws IOException {
        client.send(request(opcode, extras, key, bytes(value), OPAQUE, cas));
        TestClient.Response response = client.response();
        assertEquals(opcode, response.opcode());
        assertEquals(OPAQUE, response.opaque());
        return response;
    }

    private TestClient.Response set(String key, String value) throws IOException {
        return ask(0x01, storeExtras(5, 0), key, value, 0);
    }

    private void quiet(int opcode, byte[] extras, String key, String value) throws IOException {
        client.send(request(opcode, extras, key, bytes(value), OPAQUE, 0)).send(NOOP);
        assertEquals(0x0a, client.response().opcode());
    }

    private static long number(TestClient.Response response) {
        return ByteBuffer.wrap(bytes(response.value())).getLong();
    }

    @Test
    void storesAndRetrieves() throws IOException {
        long cas = set("a", "value").cas();
        assertNotEquals(0, cas);
        TestClient.Response get = ask(0x00, NONE, "a", "", 0);
        assertEquals(0, get.status());
        assertEquals("value", get.value());
        assertEquals("\0\0\0\5", get.extras());
        assertEquals("", get.key());
        assertEquals(cas, get.cas());
        TestClient.Response getk = ask(0x0c, NONE, "a", "", 0);
        assertEquals("a", getk.key());
        assertEquals("value", getk.value());
        TestClient.Response miss = ask(0x00, NONE, "b", "", 0);
        assertEquals(1, miss.status());
        assertEquals("Not found", miss.value());
        TestClient.Response missk = ask(0x0c, NONE, "b", "", 0);
        assertEquals(1, missk.status());
        assertEquals("b", missk.key());
        assertEquals(0, set("empty", "").status());
        assertEquals("", ask(0x00, NONE, "empty", "", 0).value());
    }

    @Test
    void addsReplacesAndExtends() throws IOException {
        assertEquals(1, ask(0x03, storeExtras(0, 0), "a", "1", 0).status());
        assertEquals(5, ask(0x0e, NONE, "a", "1", 0).status());
        assertEquals(0, ask(0x02, storeExtras(0, 0), "a", "1", 0).status());
        assertEquals(2, ask(0x02, storeExtras(0, 0), "a", "1", 0).status());
        assertEquals(0, ask(0x0e, NONE, "a", "2", 0).status());
        assertEquals(0, ask(0x0f, NONE, "a", "0", 0).status());
        assertEquals("012", ask(0x00, NONE, "a", "", 0).value());
        assertEquals(0, ask(0x03, storeExtras(0, 0), "a", "9", 0).status());
        assertEquals("9", ask(0x00, NONE, "a", "", 0).value());
    }

    @Test
    void comparesCasValues() throws IOException {
        long cas = set("a", "1").cas();
        assertEquals(2, ask(0x01, storeExtras(0, 0), "a", "2", cas + 1).status());
        assertEquals(0, ask(0x01, storeExtras(0, 0), "a", "2", cas).status());
        assertEquals(1, ask(0x01, storeExtras(0, 0), "b", "2", cas).status());
        assertEquals(2, ask(0x04, NONE, "a", "", cas).status());
        assertEquals(2, ask(0x0e, NONE, "a", "x", cas).status());
        assertEquals(0, ask(0x04, NONE, "a", "", 0).status());
        assertEquals(1, ask(0x04, NONE, "a", "", 0).status());
    }

    @Test
    void counts() throws IOException {
        assertEquals(1, ask(0x05, arithmeticExtras(1, 7, -1), "n", "", 0).status());
        assertEquals(7, number(ask(0x05, arithmeticExtras(1, 7, 0), "n", "", 0)));
        assertEquals(10, number(ask(0x05, arithmeticExtras(3, 7, 0), "n", "", 0)));
        assertEquals(0, number(ask(0x06, arithmeticExtras(30, 7, 0), "n", "", 0)));
        assertEquals(-1, number(ask(0x05, arithmeticExtras(-1, 7, 0), "n", "", 0)));
        assertEquals(2, ask(0x05, arithmeticExtras(1, 7, 0), "n", "", 12345).status());
        set("text", "x");
        assertEquals(6, ask(0x05, arithmeticExtras(1, 7, 0), "text", "", 0).status());
        assertEquals(5, number(ask(0x06, arithmeticExtras(1, 5, 10), "short", "", 0)));
        server.seconds.addAndGet(10);
        assertEquals(1, ask(0x00, NONE, "short", "", 0).status());
    }

    @Test
    void touchesAndExpires() throws IOException {
        set("a", "1");
        assertEquals(0, ask(0x1c, time(100), "a", "", 0).status());
        assertEquals("1", ask(0x1d, time(10), "a", "", 0).value());
        assertEquals("a", ask(0x23, time(10), "a", "", 0).key());
        assertEquals(1, ask(0x1c, time(10), "b", "", 0).status());
        server.seconds.addAndGet(10);
        assertEquals(1, ask(0x1d, time(10), "a", "", 0).status());
    }

    @Test
    void quietCommandsAnswerOnlyWhatIsNotExpected() throws IOException {
        quiet(0x11, storeExtras(0, 0), "a", "1");
        quiet(0x12, storeExtras(0, 0), "n", "1");
        quiet(0x13, storeExtras(0, 0), "a", "2");
        quiet(0x19, NONE, "a", "3");
        quiet(0x1a, NONE, "a", "1");
        quiet(0x15, arithmeticExtras(4, 0, 0), "n", "");
        quiet(0x16, arithmeticExtras(2, 0, 0), "n", "");
        quiet(0x09, NONE, "nothing", "");
        quiet(0x0d, NONE, "nothing", "");
        quiet(0x1e, time(0), "nothing", "");
        quiet(0x24, time(0), "nothing", "");
        assertEquals("123", ask(0x09, NONE, "a", "", 0).value());
        assertEquals("a", ask(0x0d, NONE, "a", "", 0).key());
        assertEquals("3", ask(0x1e, time(0), "n", "", 0).value());
        assertEquals("n", ask(0x24, time(0), "n", "", 0).key());
        assertEquals(2, ask(0x12, storeExtras(0, 0), "n", "1", 0).status());
        assertEquals(1, ask(0x13, storeExtras(0, 0), "x", "1", 0).status());
        quiet(0x14, NONE, "n", "");
        assertEquals(1, ask(0x14, NONE, "n", "", 0).status());
        quiet(0x18, NONE, "", "");
        assertEquals(1, ask(0x00, NONE, "a", "", 0).status());
    }

    @Test
    void flushesWithDelay() throws IOException {
        set("a", "1");
        assertEquals(0, ask(0x08, time(10), "", "", 0).status());
        assertEquals(0, ask(0x00, NONE, "a", "", 0).status());
        server.seconds.addAndGet(10);
        assertEquals(1, ask(0x00, NONE, "a", "", 0).status());
        set("a", "1");
        assertEquals(0, ask(0x08, NONE, "", "", 0).status());
        assertEquals(1, ask(0x00, NONE, "a", "", 0).status());
    }

    @Test
    void answersTheRest() throws IOException {
        assertEquals(Version.PROTOCOL, ask(0x0b, NONE, "", "", 0).value());
        assertEquals(0, ask(0x1b, time(0), "", "", 0).status());
        assertEquals(0x81, ask(0x20, NONE, "", "", 0).status());
        assertEquals(0x81, ask(0x21, NONE, "PLAIN", "secret", 0).status());
        assertEquals(0x81, ask(0xff, new byte[3], "key", "value", 0).status());
        assertEquals(0, ask(0x0a, NONE, "", "", 0).status());
    }

    @Test
    void tellsItsStatistics() throws IOException {
        TestClient.Response first = ask(0x10, NONE, "", "", 0);
        assertEquals("pid", first.key());
        boolean wakeups = false;
        for (TestClient.Response line = first; !line.key().isEmpty(); line = client.response()) {
            wakeups |= line.key().equals("event_loop_wakeups");
        }
        assertTrue(wakeups);
        assertEquals("", ask(0x10, NONE, "reset", "", 0).key());
        assertEquals(1, ask(0x10, NONE, "nothing", "", 0).status());
        assertEquals("maxbytes", ask(0x10, NONE, "settings", "", 0).key());
    }

    @Test
    void endsOnQuit() throws IOException {
        assertEquals(0, ask(0x07, NONE, "", "", 0).status());
        client.expectEnd();
        try (TestClient quiet = server.connect()) {
            quiet.send(request(0x17, NONE, "", NONE, 0, 0)).expectEnd();
        }
    }

    @Test
    void servesWhatComesInOneByteAtATime() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(request(0x01, storeExtras(0, 0), "a", bytes("hello"), 1, 0));
        all.writeBytes(request(0x09, NONE, "b", NONE, 2, 0));
        all.writeBytes(request(0x00, NONE, "a", NONE, 3, 0));
        client.sendOneByteAtATime(all.toByteArray());
        assertEquals(1, client.response().opaque());
        TestClient.Response get = client.response();
        assertEquals(3, get.opaque());
        assertEquals("hello", get.value());
    }

    @Test
    void swallowsAValueThatIsTooLarge() throws IOException {
        set("a", "1");
        assertEquals(
                3, ask(0x01, storeExtras(0, 0), "a", "x".repeat(2_000_000), 0).status());
        assertEquals(1, ask(0x00, NONE, "a", "", 0).status());
        assertEquals(3, ask(0x0e, NONE, "a", "x".repeat(2_000_000), 0).status());
    }

    @Test
    void closesAfterAMalformedRequest() throws IOException {
        byte[][] wrong = {
            request(0x00, NONE, "", NONE, 0, 0),
            request(0x01, NONE, "a", NONE, 0, 0),
            request(0x00, new byte[4], "a", NONE, 0, 0),
            request(0x05, new byte[8], "a", NONE, 0, 0),
            request(0x08, NONE, "a", NONE, 0, 0),
            request(0x0a, NONE, "a", NONE, 0, 0),
            request(0x00, NONE, "k".repeat(251), NONE, 0, 0)
        };
        for (byte[] packet : wrong) {
            try (TestClient other = server.connect()) {
                other.send(packet);
                assertEquals(4, other.response().status());
                other.expectEnd();
            }
        }
    }

    @Test
    void closesIfTheLengthsContradictEachOther() throws IOException {
        byte[] packet = request(0x00, NONE, "abc", NONE, 0, 0);
        packet[11] = 2;
        client.send(packet);
        assertEquals(0x81, client.response().status());
        client.expectEnd();
    }
}
