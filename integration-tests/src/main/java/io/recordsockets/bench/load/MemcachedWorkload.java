package io.recordsockets.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Requests of the memcached text protocol and how long their answers are. All keys and all values have one length, so
 * the answer to a hit has one length too:
 *
 * <pre>
 * get key-00042\r\n                      VALUE key-00042 0 LENGTH\r\n DATA \r\n END\r\n
 * set key-00042 0 0 LENGTH\r\n DATA \r\n   STORED\r\n
 * </pre>
 *
 * <p>Immutable but for the positions of its buffers, which only duplicates move.
 */
public final class MemcachedWorkload {
    /** Keys that are asked for. */
    public static final int KEYS = 100;

    static final String STORED = "STORED\r\n";
    static final String END = "\r\nEND\r\n";

    private final ByteBuffer[] gets = new ByteBuffer[KEYS];
    private final ByteBuffer[] sets = new ByteBuffer[KEYS];
    private final int hitBytes;

    /** Prepares the requests for values of one size. */
    public MemcachedWorkload(int valueBytes) {
        byte[] value = new byte[valueBytes];
        Arrays.fill(value, (byte) 'v');
        String data = new String(value, StandardCharsets.US_ASCII) + "\r\n";
        for (int i = 0; i < KEYS; i++) {
            gets[i] = direct("get " + key(i) + "\r\n");
            sets[i] = direct("set " + key(i) + " 0 0 " + valueBytes + "\r\n" + data);
        }
        hitBytes = ("VALUE " + key(0) + " 0 " + valueBytes + "\r\n").length() + valueBytes + END.length();
    }

    private static String key(int index) {
        return "key-" + (10_000 + index);
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Sets all keys, one after the other. */
    public void setAll(int port) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            ByteBuffer answer = ByteBuffer.allocate(STORED.length());
            for (int i = 0; i < KEYS; i++) {
                ByteBuffer request = set(i);
                while (request.hasRemaining()) {
                    channel.write(request);
                }
                answer.clear();
                while (answer.hasRemaining()) {
                    if (channel.read(answer) < 0) {
                        throw new EOFException("server closed the connection: port=" + port);
                    }
                }
                if (!STORED.equals(
                        StandardCharsets.US_ASCII.decode(answer.flip()).toString())) {
                    throw new IOException("value was not stored: port=" + port);
                }
            }
        }
    }

    ByteBuffer get(int key) {
        return gets[key].duplicate();
    }

    ByteBuffer set(int key) {
        return sets[key].duplicate();
    }

    /** Bytes of the answer to a get of a key that is there. */
    int hitBytes() {
        return hitBytes;
    }
}
