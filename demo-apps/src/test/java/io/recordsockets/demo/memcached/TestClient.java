package io.recordsockets.demo.memcached;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A blocking client that knows no more of the protocols than the tests need. */
final class TestClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    final Socket socket = new Socket();
    final DataInputStream in;
    final OutputStream out;

    TestClient(InetSocketAddress address) throws IOException {
        socket.connect(address, TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    TestClient send(String text) throws IOException {
        return send(bytes(text));
    }

    TestClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    TestClient sendOneByteAtATime(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            out.write(b);
        }
        return this;
    }

    /** Fails unless exactly this comes in next. */
    TestClient expect(String answer) throws IOException {
        byte[] expected = bytes(answer);
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        for (int i = 0; i < expected.length; i++) {
            int next = in.read();
            if (next < 0) {
                actual.writeBytes(bytes("<end>"));
                break;
            }
            actual.write(next);
            if (next != Byte.toUnsignedInt(expected[i])) {
                actual.writeBytes(in.readNBytes(in.available()));
                break;
            }
        }
        assertEquals(answer, actual.toString(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Fails unless the server has closed the connection, with nothing more to say. */
    void expectEnd() throws IOException {
        assertEquals(-1, in.read());
    }

    /** Fails if the commands before had more answers than were expected. */
    void expectNothingMore() throws IOException {
        send("mn\r\n").expect("MN\r\n");
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("end of stream: line=" + line);
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 1);
    }

    Map<String, String> stats(String group) throws IOException {
        send("stats" + group + "\r\n");
        Map<String, String> stats = new TreeMap<>();
        for (String line = line(); !line.equals("END"); line = line()) {
            String[] words = line.split(" ", 3);
            assertEquals("STAT", words[0]);
            stats.put(words[1], words[2]);
        }
        return stats;
    }

    long stat(String name) throws IOException {
        return Long.parseLong(stats("").get(name));
    }

    /** One packet of the binary protocol. */
    static byte[] request(int opcode, byte[] extras, String key, byte[] value, int opaque, long cas) {
        byte[] keyBytes = bytes(key);
        return ByteBuffer.allocate(24 + extras.length + keyBytes.length + value.length)
                .put((byte) 0x80)
                .put((byte) opcode)
                .putShort((short) keyBytes.length)
                .put((byte) extras.length)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(extras.length + keyBytes.length + value.length)
                .putInt(opaque)
                .putLong(cas)
                .put(extras)
                .put(keyBytes)
                .put(value)
                .array();
    }

    Response response() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(in.readNBytes(24));
        byte[] body = in.readNBytes(header.getInt(8));
        assertEquals((byte) 0x81, header.get(0));
        int extras = header.get(4);
        int key = header.getShort(2);
        return new Response(
                Byte.toUnsignedInt(header.get(1)),
                header.getShort(6),
                header.getInt(12),
                header.getLong(16),
                new String(body, 0, extras, StandardCharsets.ISO_8859_1),
                new String(body, extras, key, StandardCharsets.ISO_8859_1),
                new String(body, extras + key, body.length - extras - key, StandardCharsets.ISO_8859_1));
    }

    record Response(int opcode, int status, int opaque, long cas, String extras, String key, String value) {}

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
