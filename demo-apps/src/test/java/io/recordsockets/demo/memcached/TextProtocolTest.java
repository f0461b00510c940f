package io.recordsockets.demo.memcached;

import static io.recordsockets.demo.memcached.TestClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextProtocolTest {
    private static final String LONG_KEY = "k".repeat(251);

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

    private void ask(String command, String answer) throws IOException {
        client.send(command).expect(answer).expectNothingMore();
    }

    @Test
    void storesAndRetrieves() throws IOException {
        ask("set a 7 0 3\r\nabc\r\n", "STORED\r\n");
        ask("get a\r\n", "VALUE a 7 3\r\nabc\r\nEND\r\n");
        ask("gets a\r\n", "VALUE a 7 3 1\r\nabc\r\nEND\r\n");
        ask("get b a  c a\r\n", "VALUE a 7 3\r\nabc\r\nVALUE a 7 3\r\nabc\r\nEND\r\n");
        ask("set empty 0 0 0\r\n\r\n", "STORED\r\n");
        ask("get empty\r\n", "VALUE empty 0 0\r\n\r\nEND\r\n");
        ask("set lines 4294967295 0 4\r\n\r\n\r\n\r\n", "STORED\r\n");
        ask("get lines\r\n", "VALUE lines 4294967295 4\r\n\r\n\r\n\r\nEND\r\n");
    }

    @Test
    void answersEachStorageCommand() throws IOException {
        ask("replace a 0 0 1\r\n1\r\n", "NOT_STORED\r\n");
        ask("append a 0 0 1\r\n1\r\n", "NOT_STORED\r\n");
        ask("prepend a 0 0 1\r\n1\r\n", "NOT_STORED\r\n");
        ask("add a 5 0 1\r\n1\r\n", "STORED\r\n");
        ask("add a 0 0 1\r\n1\r\n", "NOT_STORED\r\n");
        ask("append a 0 0 1\r\n2\r\n", "STORED\r\n");
        ask("prepend a 0 0 1\r\n0\r\n", "STORED\r\n");
        ask("gets a\r\n", "VALUE a 5 3 3\r\n012\r\nEND\r\n");
        ask("cas a 0 0 1 9\r\nx\r\n", "EXISTS\r\n");
        ask("cas a 0 0 1 3\r\nx\r\n", "STORED\r\n");
        ask("cas b 0 0 1 3\r\nx\r\n", "NOT_FOUND\r\n");
        ask("replace a 6 0 1\r\ny\r\n", "STORED\r\n");
        ask("get a\r\n", "VALUE a 6 1\r\ny\r\nEND\r\n");
    }

    @Test
    void countsDeletesAndTouches() throws IOException {
        ask("incr n 1\r\n", "NOT_FOUND\r\n");
        ask("set n 0 0 2\r\n10\r\n", "STORED\r\n");
        ask("incr n 5\r\n", "15\r\n");
        ask("decr n 6\r\n", "9\r\n");
        ask("decr n 60\r\n", "0\r\n");
        ask("incr n 18446744073709551615\r\n", "18446744073709551615\r\n");
        ask("incr n 2\r\n", "1\r\n");
        ask("set t 0 0 1\r\nx\r\n", "STORED\r\n");
        ask("incr t 1\r\n", "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n");
        ask("touch t 100\r\n", "TOUCHED\r\n");
        ask("touch u 100\r\n", "NOT_FOUND\r\n");
        ask("delete t\r\n", "DELETED\r\n");
        ask("delete t\r\n", "NOT_FOUND\r\n");
        ask("delete t 0\r\n", "NOT_FOUND\r\n");
    }

    @Test
    void expiresAtTheTimeOfTheServer() throws IOException {
        ask("set a 0 10 1\r\nx\r\n", "STORED\r\n");
        ask("set b 0 -1 1\r\nx\r\n", "STORED\r\n");
        ask("set c 0 " + (TestServer.START_SECONDS + 20) + " 1\r\nx\r\n", "STORED\r\n");
        ask("get a b c\r\n", "VALUE a 0 1\r\nx\r\nVALUE c 0 1\r\nx\r\nEND\r\n");
        ask("gat 30 a\r\n", "VALUE a 0 1\r\nx\r\nEND\r\n");
        server.seconds.addAndGet(25);
        ask("gats 0 a c\r\n", "VALUE a 0 1 1\r\nx\r\nEND\r\n");
        server.seconds.addAndGet(1_000_000);
        ask("get a\r\n", "VALUE a 0 1\r\nx\r\nEND\r\n");
    }

    @Test
    void flushesNowAndWithDelay() throws IOException {
        ask("set a 0 0 1\r\nx\r\n", "STORED\r\n");
        ask("flush_all\r\n", "OK\r\n");
        ask("get a\r\n", "END\r\n");
        ask("flush_all 10\r\n", "OK\r\n");
        ask("set a 0 0 1\r\nx\r\n", "STORED\r\n");
        ask("get a\r\n", "VALUE a 0 1\r\nx\r\nEND\r\n");
        server.seconds.addAndGet(10);
        ask("get a\r\n", "END\r\n");
        ask("flush_all x\r\n", "CLIENT_ERROR invalid exptime argument\r\n");
    }

    @Test
    void saysNothingIfToldSo() throws IOException {
        ask("set a 0 0 1 noreply\r\n1\r\n", "");
        ask("add a 0 0 1 noreply\r\n2\r\n", "");
        ask("replace a 0 0 1 noreply\r\n3\r\n", "");
        ask("append a 0 0 1 noreply\r\n4\r\n", "");
        ask("prepend a 0 0 1 noreply\r\n2\r\n", "");
        ask("incr a 1 noreply\r\n", "");
        ask("decr a 2 noreply\r\n", "");
        ask("gets a\r\n", "VALUE a 0 3 6\r\n233\r\nEND\r\n");
        ask("cas a 0 0 1 6 noreply\r\n5\r\n", "");
        ask("cas a 0 0 1 6 noreply\r\n6\r\n", "");
        ask("touch a 100 noreply\r\n", "");
        ask("touch b 100 noreply\r\n", "");
        ask("get a\r\n", "VALUE a 0 1\r\n5\r\nEND\r\n");
        ask("delete a noreply\r\n", "");
        ask("delete a 0 noreply\r\n", "");
        ask("incr a 1 noreply\r\n", "");
        ask("verbosity 0 noreply\r\n", "");
        ask("set a 0 0 1\r\n1\r\n", "STORED\r\n");
        ask("flush_all noreply\r\n", "");
        ask("flush_all 0 noreply\r\n", "");
        ask("cache_memlimit 64 noreply\r\n", "");
        ask("get a\r\n", "END\r\n");
    }

    @Test
    void answersEveryError() throws IOException {
        String badFormat = "CLIENT_ERROR bad command line format\r\n";
        for (String unknown : new String[] {
            "",
            " ",
            "x",
            "GET a",
            "gett a",
            "mx a",
            "set",
            "get",
            "gat",
            "gat_",
            "incr a",
            "delete",
            "touch a",
            "set a 0 0",
            "cas a 0 0 1",
            "verbosity",
            "mg",
            "ms",
            "md",
            "ma",
            "stats nothing",
            "cache_memlimit",
            "cache_memlimit x"
        }) {
            ask(unknown + "\r\n", "ERROR\r\n");
        }
        for (String bad : new String[] {
            "set a x 0 1",
            "set a -1 0 1",
            "set a 4294967296 0 1",
            "set a 0 x 1",
            "set a 0 0 x",
            "set a 0 0 -1",
            "set a 0 0 2147483647",
            "cas a 0 0 1 x",
            "get " + LONG_KEY,
            "get a " + LONG_KEY,
            "gat 0 " + LONG_KEY,
            "set " + LONG_KEY + " 0 0 1",
            "delete " + LONG_KEY,
            "incr " + LONG_KEY + " 1",
            "touch " + LONG_KEY + " 1",
            "verbosity x",
            "me",
            "ms a",
            "mg " + LONG_KEY
        }) {
            ask(bad + "\r\n", badFormat);
        }
        ask("delete a 1\r\n", "CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]\r\n");
        ask("incr a x\r\n", "CLIENT_ERROR invalid numeric delta argument\r\n");
        ask("incr a -1\r\n", "CLIENT_ERROR invalid numeric delta argument\r\n");
        ask("touch a x\r\n", "CLIENT_ERROR invalid exptime argument\r\n");
        ask("gat x a\r\n", "CLIENT_ERROR invalid exptime argument\r\n");
        ask("shutdown\r\n", "ERROR: shutdown not enabled\r\n");
        ask("set a 0 0 1\r\nxyz\r\n", "CLIENT_ERROR bad data chunk\r\nERROR\r\n");
        ask("get a\r\n", "END\r\n");
        ask("cache_memlimit 1\r\n", "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m\r\n");
    }

    @Test
    void takesAKeyOf250Bytes() throws IOException {
        String key = LONG_KEY.substring(1);
        ask("set " + key + " 0 0 1\r\nx\r\n", "STORED\r\n");
        ask("get " + key + "\r\n", "VALUE " + key + " 0 1\r\nx\r\nEND\r\n");
    }

    @Test
    void takesLinesWithoutCarriageReturn() throws IOException {
        ask("set a 0 0 1\nx\r\n", "STORED\r\n");
        ask("get a\n", "VALUE a 0 1\r\nx\r\nEND\r\n");
    }

    @Test
    void servesWhatComesInOneByteAtATime() throws IOException {
        client.sendOneByteAtATime(bytes("set a 1 0 5\r\nhello\r\nget a\r\nincr a 1\r\nms b 2\r\nhi\r\nmg b v\r\n"));
        client.expect("STORED\r\nVALUE a 1 5\r\nhello\r\nEND\r\n"
                + "CLIENT_ERROR cannot increment or decrement non-numeric value\r\nHD\r\nVA 2\r\nhi\r\n");
        client.expectNothingMore();
    }

    @Test
    void servesManyCommandsOfOneWriteInOrder() throws Exception {
        StringBuilder commands = new StringBuilder();
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            commands.append("set k 0 0 5\r\n").append(10_000 + i).append("\r\nget k\r\n");
            answers.append("STORED\r\nVALUE k 0 5\r\n").append(10_000 + i).append("\r\nEND\r\n");
        }
        Thread sender = sendInBackground(commands.toString());
        client.expect(answers.toString()).expectNothingMore();
        sender.join();
    }

    private Thread sendInBackground(String text) {
        Thread sender = new Thread(() -> {
            try {
                client.send(text);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sender.start();
        return sender;
    }

    @Test
    void carriesAValueOfAlmostTheItemLimit() throws IOException {
        String value = "0123456789abcdef".repeat(65_000);
        ask("set big 0 0 " + value.length() + "\r\n" + value + "\r\n", "STORED\r\n");
        ask("get big\r\n", "VALUE big 0 " + value.length() + "\r\n" + value + "\r\nEND\r\n");
    }

    @Test
    void swallowsAValueThatIsTooLargeAndForgetsTheOldOne() throws IOException {
        ask("set a 0 0 1\r\nx\r\n", "STORED\r\n");
        ask("set a 0 0 1048576\r\n" + "x".repeat(1048576) + "\r\n", "SERVER_ERROR object too large for cache\r\n");
        ask("get a\r\n", "END\r\n");
        ask("set a 0 0 1048576 noreply\r\n" + "x".repeat(1048576) + "\r\n", "");
    }

    @Test
    void tellsItsStatistics() throws IOException {
        client.send("set a 0 0 1\r\nx\r\n").expect("STORED\r\n");
        client.send("get a b\r\n").expect("VALUE a 0 1\r\nx\r\nEND\r\n");
        Map<String, String> stats = client.stats("");
        assertEquals("1", stats.get("cmd_set"));
        assertEquals("2", stats.get("cmd_get"));
        assertEquals("1", stats.get("get_hits"));
        assertEquals("1", stats.get("get_misses"));
        assertEquals("1", stats.get("curr_items"));
        assertEquals("1", stats.get("curr_connections"));
        assertEquals("3", stats.get("requests"));
        assertEquals(String.valueOf(ProcessHandle.current().pid()), stats.get("pid"));
        assertEquals(String.valueOf(64 << 20), stats.get("limit_maxbytes"));
        assertTrue(Long.parseLong(stats.get("reads")) >= 3);
        assertTrue(Long.parseLong(stats.get("event_loop_wakeups")) >= 3);
        assertTrue(Double.parseDouble(stats.get("rusage_user")) > 0);
        for (String name : new String[] {
            "uptime",
            "time",
            "version",
            "pointer_size",
            "rusage_system",
            "evictions",
            "total_connections",
            "bytes",
            "total_items",
            "threads",
            "bytes_read",
            "bytes_written"
        }) {
            assertTrue(stats.containsKey(name), name);
        }
        assertEquals("1", client.stats(" items").get("items:1:number"));
        assertEquals("1048576", client.stats(" settings").get("item_size_max"));
        assertEquals("1", client.stats(" slabs").get("active_slabs"));
        client.send("stats reset\r\n").expect("RESET\r\n");
        assertEquals(0, client.stat("cmd_get"));
        assertEquals(1, client.stat("curr_items"));
    }

    @Test
    void endsOnQuit() throws IOException {
        client.send("version\r\nquit\r\nversion\r\n").expect("VERSION " + Version.PROTOCOL + "\r\n");
        client.expectEnd();
    }

    @Test
    void answersAClientThatHasStoppedSending() throws IOException {
        client.send("set a 0 0 1\r\nx\r\nget a\r\n");
        client.socket.shutdownOutput();
        client.expect("STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n").expectEnd();
    }
}
