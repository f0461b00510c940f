package io.recordsockets.demo.memcached;

import static io.recordsockets.demo.memcached.TestClient.bytes;
import static io.recordsockets.demo.memcached.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same commands to this server and to memcached itself, where that is installed: the answers are the same. What
 * differs on purpose is not in the corpus:
 *
 * <ul>
 *   <li>A number that loses digits is not padded with spaces, and digits followed by other words are no number.
 *   <li>A line that is too long gets an answer before the connection is closed, and a retrieval has a limit too.
 *   <li>Numbers that do not fit (flags above 32 bits, lengths above 31 bits) are errors; memcached cuts them off.
 *   <li>An unknown binary command with a body: memcached swallows more than the body, and the next command with it.
 *   <li>{@code ma} with a base64 key that creates the item: memcached forgets that the key is base64.
 *   <li>{@code me} tells the time that is left; memcached 1.6.18 tells it with the wrong sign.
 *   <li>Append beyond the item limit: the answer tells the reason; memcached 1.6.18 says NOT_STORED.
 *   <li>Not there: watch, lru, lru_crawler, slabs, stats conns, detail and cachedump, SASL, UDP.
 *   <li>There, and not in 1.6.18: the meta flags E and x, append with N, binary verbosity.
 * </ul>
 */
@Timeout(60)
class DifferentialTest {
    private static final Path PROGRAM = Path.of("/usr/bin/memcached");
    private static final String LONG_KEY = "k".repeat(251);

    /** Version, statistics, verbosity, SASL authentication and step. */
    private static final Set<Integer> DIFFERENT_OPCODES = Set.of(0x0b, 0x10, 0x1b, 0x21, 0x22);

    private static TestServer ours;
    private static Process process;
    private static InetSocketAddress theirs;

    @BeforeAll
    static void start() throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            System.out.println("DifferentialTest: not run, there is no " + PROGRAM);
            Assumptions.abort("there is no " + PROGRAM);
        }
        ours = new TestServer();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        theirs = new InetSocketAddress("127.0.0.1", port);
        process = new ProcessBuilder(PROGRAM.toString(), "-l", "127.0.0.1", "-p", "" + port, "-U", "0", "-u", "nobody")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (TestClient client = new TestClient(theirs)) {
                client.expectNothingMore();
                return;
            } catch (ConnectException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
        if (ours != null) {
            ours.close();
        }
    }

    private static String answers(InetSocketAddress address, byte[] commands, byte[] end, String endAnswer)
            throws IOException {
        try (TestClient client = new TestClient(address)) {
            client.send("flush_all\r\n").expect("OK\r\n");
        }
        try (TestClient client = new TestClient(address)) {
            // one write: if the server closes, there is nothing that it has not read, and so no reset
            client.send(ByteBuffer.allocate(commands.length + end.length)
                    .put(commands)
                    .put(end)
                    .array());
            client.socket.setSoTimeout(2000);
            ByteArrayOutputStream answers = new ByteArrayOutputStream();
            while (true) {
                int next;
                try {
                    next = client.in.read();
                } catch (SocketTimeoutException e) {
                    return answers.toString(StandardCharsets.ISO_8859_1) + "<nothing more>";
                }
                if (next < 0) {
                    return answers.toString(StandardCharsets.ISO_8859_1) + "<closed>";
                }
                answers.write(next);
                String text = answers.toString(StandardCharsets.ISO_8859_1);
                if (text.endsWith(endAnswer)) {
                    return text;
                }
            }
        }
    }

    /** CAS values count on for the whole run, and the size of an item is a matter of taste. */
    private static String normalised(String answers) {
        return answers.replaceAll("(?m)^(VALUE \\S+ \\d+ \\d+) \\d+\r\n", "$1 CAS\r\n")
                .replaceAll("( c|cas=)[1-9]\\d*", "$1CAS")
                .replaceAll("size=\\d+", "size=N")
                .replaceAll("VERSION 1.6.\\S+", "VERSION");
    }

    private static void compare(String commands) throws IOException {
        String expected = answer(theirs, commands);
        String actual = answer(ours.address(), commands);
        if (!expected.equals(actual)) {
            // A second of their clock may have passed between two commands: a remaining lifetime is then one less.
            expected = answer(theirs, commands);
            actual = answer(ours.address(), commands);
        }
        assertEquals(expected, actual, "commands: " + commands);
    }

    private static String answer(InetSocketAddress server, String commands) throws IOException {
        return normalised(answers(server, bytes(commands), bytes("mn\r\n"), "MN\r\n"));
    }

    private static List<String> classicCorpus() {
        List<String> corpus = new ArrayList<>(List.of(
                "set a 5 0 3\r\nabc\r\nget a\r\ngets a\r\nget a b a\r\ngat 100 a\r\ngats 0 a b\r\n",
                "set a 0 0 0\r\n\r\nget a\r\n",
                "add a 0 0 1\r\nx\r\nadd a 0 0 1\r\ny\r\nreplace a 1 0 1\r\nz\r\nget a\r\n",
                "replace a 0 0 1\r\nx\r\nappend a 0 0 1\r\nx\r\nprepend a 0 0 1\r\nx\r\n",
                "set a 3 0 1\r\nb\r\nappend a 4 0 1\r\nc\r\nprepend a 5 0 1\r\na\r\nget a\r\n",
                "cas a 0 0 1 1\r\nx\r\nset a 0 0 1\r\nx\r\ncas a 0 0 1 999999999\r\ny\r\n",
                "incr n 1\r\nset n 0 0 2\r\n10\r\nincr n 90\r\nincr n 18446744073709551615\r\n",
                "set n 0 0 1\r\n5\r\ndecr n 2\r\ndecr n 200\r\nget n\r\n",
                "set n 0 0 20\r\n18446744073709551615\r\nincr n 1\r\n",
                "set n 0 0 20\r\n18446744073709551616\r\nincr n 1\r\n",
                "set n 0 0 1\r\nx\r\nincr n 1\r\nset n 0 0 0\r\n\r\nincr n 1\r\n",
                "set n 0 0 2\r\n1 \r\nincr n 1\r\n",
                "delete a\r\nset a 0 0 1\r\nx\r\ndelete a\r\nget a\r\n",
                "touch a 0\r\nset a 0 0 1\r\nx\r\ntouch a 100\r\ntouch a -1\r\nget a\r\n",
                "set a 0 -1 1\r\nx\r\nget a\r\nadd a 0 0 1\r\nx\r\n",
                "set a 0 100 1\r\nx\r\nmg a t\r\nset a 0 2592000 1\r\nx\r\nmg a t\r\n",
                "set a 0 2592001 1\r\nx\r\nget a\r\n",
                "set a 0 0 1 noreply\r\nx\r\nget a\r\nset a 0 0 1 noreply\r\nxyz\r\nget a\r\n",
                "set a 0 0 1 foo\r\nx\r\nset a 0 0 1 noreply foo\r\n",
                "set a 0 0 1\r\nxyz\r\nget a\r\n",
                "set a 0 0 1\nx\r\nget a\n",
                "set " + LONG_KEY.substring(1) + " 0 0 1\r\nx\r\nget " + LONG_KEY.substring(1) + "\r\n",
                "set a 0 0 1048577\r\n" + "x".repeat(1048577) + "\r\nget a\r\n",
                "set a 0 0 1\r\nx\r\nset a 0 0 1048577\r\n" + "x".repeat(1048577) + "\r\nget a\r\n",
                "set a 0 0 1\r\nx\r\nadd a 0 0 1048577\r\n" + "x".repeat(1048577) + "\r\nget a\r\n",
                "append a 0 0 1048577 noreply\r\n" + "x".repeat(1048577) + "\r\n",
                "flush_all 0\r\nflush_all 100\r\nflush_all -1\r\nflush_all noreply\r\nflush_all 0 noreply\r\n",
                "verbosity 0\r\nverbosity 0 noreply\r\n",
                "version\r\nversion foo\r\nquit\r\n",
                "quit foo\r\n",
                "get " + "a ".repeat(3000) + "\r\n",
                " get a\r\nget   a  \r\n get  a\r\n"));
        for (String line : new String[] {
            "",
            " ",
            "x",
            "get",
            "gets",
            "gat",
            "gat 0",
            "gat x a",
            "gat 0 " + LONG_KEY,
            "GET a",
            "get " + LONG_KEY,
            "get a " + LONG_KEY,
            "set",
            "set a 0 0",
            "set a x 0 1",
            "set a -1 0 1",
            "set a 0 x 1",
            "set a 0 0 x",
            "set a 0 0 -1",
            "set a 0 0 2147483647",
            "set " + LONG_KEY + " 0 0 1",
            "cas",
            "cas a 0 0 1",
            "cas a 0 0 1 x",
            "incr",
            "incr a",
            "incr a x",
            "incr a -1",
            "incr a 1 2 3",
            "incr " + LONG_KEY + " 1",
            "decr a 1",
            "delete",
            "delete a 0",
            "delete a 1",
            "delete a 0 noreply",
            "delete a noreply",
            "delete a foo",
            "delete a 0 foo",
            "delete a 0 noreply x",
            "delete " + LONG_KEY,
            "touch",
            "touch a",
            "touch a x",
            "touch a 1 noreply",
            "touch " + LONG_KEY + " 1",
            "flush_all x",
            "flush_all 1 2 3",
            "verbosity",
            "verbosity x",
            "verbosity 0 0 0",
            "stats foo",
            "stats reset",
            "shutdown",
            "cache_memlimit",
            "cache_memlimit x",
            "cache_memlimit 1",
            "cache_memlimit 64",
            "x".repeat(2000)
        }) {
            corpus.add(line + "\r\n");
        }
        return corpus;
    }

    private static List<String> metaCorpus() {
        List<String> corpus = new ArrayList<>(List.of(
                "ms a 3 T100 F7 c k Oabc\r\nxyz\r\nmg a s v t f c h l k Oabc\r\nmg a h l u\r\nmg a h\r\n",
                "mg a\r\nmg a v\r\nmg a k Oabc v\r\nmg a q\r\nmg a v q k Oabc\r\n",
                "ms a 1 q\r\nx\r\nmg a v q\r\nmd a q\r\nmd a q\r\nmg a v q\r\n",
                "ms a 1 ME\r\nx\r\nms a 1 ME k Oq\r\ny\r\nms a 1 MR\r\nz\r\nms a 1 MA\r\n1\r\nms a 1 MP\r\n2\r\nmg a v\r\n",
                "ms a 1 MR k\r\nx\r\nms a 1 MA k\r\nx\r\nms a 1 MP\r\nx\r\nms a 1 MS\r\nx\r\nms a 1 MX\r\nx\r\n",
                "ms a 1 MSS\r\nx\r\nms a 1 M\r\nx\r\n",
                "ms a 1 C1 k Oq\r\nx\r\nms a 1\r\nx\r\nms a 1 C999999999 c k Oq\r\ny\r\nms a 1 C999999999 q\r\ny\r\n",
                "ms a 1 C1 MA\r\nx\r\nms a 1\r\nx\r\nms a 1 C999999999 MA\r\ny\r\n",
                "ms a 1 T-1\r\nx\r\nmg a v\r\n",
                "ms a 0\r\n\r\nmg a v s\r\n",
                "ms a 1\r\nxyz\r\nmg a v\r\n",
                "ms a 1 q\r\nxyz\r\n",
                "ms a 1048577\r\n" + "x".repeat(1048577) + "\r\nmg a\r\n",
                "mg a N100 t v c\r\nmg a N100 t v\r\nmg a v\r\n",
                "ms a 1 T20\r\nx\r\nmg a R10 t\r\nmg a R30 t\r\nmg a R30 t\r\nmg a R30 T100 t\r\n",
                "ms a 1\r\nx\r\nmg a t T100\r\nmg a T50 t\r\nmg a t\r\n",
                "ms a 1\r\nx\r\nmd a I T30 k Oq\r\nmg a v t\r\nmg a v\r\nmg a v\r\nms a 1\r\ny\r\nmg a v\r\n",
                "ms a 1 T100\r\nx\r\nms a 1 I C1 T50\r\ny\r\nmg a t v\r\nms a 1 I C1\r\nz\r\nmg a t v\r\n",
                "ms a 1\r\nx\r\nms a 1 I C1\r\ny\r\nmg a v\r\nmg a v\r\n",
                "md a\r\nmd a k Oq\r\nms a 1\r\nx\r\nmd a C999999999 k\r\nmd a q k\r\nmg a\r\n",
                "ma n\r\nma n k Oq\r\nma n N0 J13 v t c k Oq\r\nma n v\r\nma n D10 v\r\nma n MD D5 v\r\nma n M- D100 v\r\n",
                "ma n N100 t\r\nma n MI t T50\r\nma n t\r\nma n M+ q\r\nma n C999999999\r\nma n v q\r\n",
                "ms n 1\r\nx\r\nma n\r\nma n MZ\r\nma n Dx\r\nma n Jx\r\nma n D-1\r\n",
                "ms AAEC 1 b k\r\nx\r\nme AAEC b\r\nmg AAEC b k v\r\nmg AAEC v\r\nmg AAEC b k Ox\r\nmd AAEC b k\r\nmd AAEC b k\r\n",
                "ma AAEC b k N0\r\nma AAEC b k v\r\n",
                "ms a 1\r\nx\r\nme a\r\nmg a\r\nme a\r\nme b\r\n"));
        for (String line : new String[] {
            "mg",
            "ms",
            "md",
            "ma",
            "me",
            "mn foo",
            "mx",
            "mx a",
            "mg " + LONG_KEY,
            "md " + LONG_KEY,
            "ma " + LONG_KEY,
            "me " + LONG_KEY,
            "ms " + LONG_KEY + " 1",
            "mg a !",
            "mg a v v",
            "md a !",
            "ma a !",
            "ms a",
            "ms a x",
            "ms a -1",
            "mg a Tx",
            "mg a Nx",
            "mg a Rx",
            "mg a T",
            "ma a Nx",
            "mg a O" + "x".repeat(31),
            "mg a O" + "x".repeat(32),
            "mg a Ppath Lpath",
            "mg a" + " s".repeat(21),
            "mg !!! b",
            "md !!! b",
            "mg a v q s t f c h l k u P L b"
        }) {
            corpus.add(line + "\r\n");
        }
        for (String flags : new String[] {"!", "c c", "Fx", "Cx", "Tx", "O" + "x".repeat(32)}) {
            corpus.add("ms a 5 " + flags + "\r\nhello\r\nmg a\r\n");
        }
        return corpus;
    }

    @Test
    void classicCommandsAreAnsweredAlike() throws IOException {
        assertAll(classicCorpus().stream().map(commands -> () -> compare(commands)));
    }

    @Test
    void metaCommandsAreAnsweredAlike() throws IOException {
        assertAll(metaCorpus().stream().map(commands -> () -> compare(commands)));
    }

    @Test
    void binaryCommandsAreAnsweredAlike() throws IOException {
        byte[] none = {};
        byte[] store = ByteBuffer.allocate(8).putInt(7).putInt(0).array();
        byte[] time = new byte[4];
        byte[] count = ByteBuffer.allocate(20).putLong(3).putLong(9).putInt(0).array();
        byte[] countOnly =
                ByteBuffer.allocate(20).putLong(3).putLong(9).putInt(-1).array();
        for (int opcode = 0; opcode < 256; opcode++) {
            if (DIFFERENT_OPCODES.contains(opcode)) {
                continue;
            }
            if (Opcode.of(opcode) == null) {
                compareBinary(request(opcode, none, "", none, 1, 0));
                continue;
            }
            for (byte[] extras : new byte[][] {none, time, store, count, countOnly}) {
                compareBinary(request(opcode, extras, "", none, 1, 0));
                compareBinary(request(opcode, extras, "missing", none, 2, 0));
                compareBinary(request(opcode, extras, "text", none, 3, 0));
                compareBinary(request(opcode, extras, "n", none, 4, 0));
            }
        }
        for (int opcode : new int[] {0x01, 0x02, 0x03, 0x11, 0x12, 0x13}) {
            compareBinary(request(opcode, store, "text", bytes("other"), 1, 0));
            compareBinary(request(opcode, store, "text", bytes("other"), 1, 999_999_999));
            compareBinary(request(opcode, store, "missing", bytes("other"), 1, 999_999_999));
            compareBinary(request(opcode, store, "missing", new byte[1_048_577], 1, 0));
        }
        for (int opcode : new int[] {0x0e, 0x0f, 0x19, 0x1a}) {
            compareBinary(request(opcode, none, "text", bytes("other"), 1, 0));
            compareBinary(request(opcode, none, "missing", bytes("other"), 1, 0));
            compareBinary(request(opcode, none, "text", bytes("other"), 1, 999_999_999));
        }
    }

    private static void compareBinary(byte[] packet) throws IOException {
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        byte[] extras = ByteBuffer.allocate(8).putInt(5).putInt(0).array();
        commands.writeBytes(request(0x11, extras, "text", bytes("hello"), 8, 0));
        commands.writeBytes(request(0x11, extras, "n", bytes("41"), 9, 0));
        commands.writeBytes(packet);
        commands.writeBytes(request(0x09, new byte[0], "text", new byte[0], 10, 0));
        commands.writeBytes(request(0x09, new byte[0], "n", new byte[0], 11, 0));
        commands.writeBytes(request(0x09, new byte[0], "missing", new byte[0], 12, 0));
        byte[] end = request(0x0a, new byte[0], "", new byte[0], 0x7fffffff, 0);
        String endAnswer = "\u007f\u00ff\u00ff\u00ff\0\0\0\0\0\0\0\0";
        assertEquals(
                describe(answers(theirs, commands.toByteArray(), end, endAnswer)),
                describe(answers(ours.address(), commands.toByteArray(), end, endAnswer)),
                "opcode: " + packet[1] + " extras: " + packet[4] + " key: " + packet[3]);
    }

    /** The packets as text, with a mark for a CAS value. */
    private static String describe(String answers) {
        ByteBuffer in = ByteBuffer.wrap(bytes(answers));
        StringBuilder text = new StringBuilder();
        while (in.remaining() >= 24 && in.get(in.position()) == (byte) 0x81) {
            int at = in.position();
            byte[] body = new byte[in.getInt(at + 8)];
            boolean cas = in.getLong(at + 16) != 0;
            text.append("opcode=" + in.get(at + 1) + " status=" + in.getShort(at + 6) + " extras=" + in.get(at + 4)
                    + " key=" + in.getShort(at + 2) + " opaque=" + in.getInt(at + 12) + " cas=" + cas);
            in.position(at + 24);
            in.get(body);
            text.append(" body=" + new String(body, StandardCharsets.ISO_8859_1) + "\n");
        }
        return text + StandardCharsets.ISO_8859_1.decode(in).toString();
    }
}
