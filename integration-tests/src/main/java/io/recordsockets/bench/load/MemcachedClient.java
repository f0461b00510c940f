package io.recordsockets.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * One memcached connection with one request under way: nine gets to one set, keys at random. All keys were set
 * before, so every get is a hit; an answer that is anything else ends the run.
 *
 * <p>Where requests are cut, each piece is a write of its own, and the other connections have their turn before the
 * next.
 */
public final class MemcachedClient extends LoadConnection {
    private static final int SETS_IN_100 = 10;

    private final MemcachedWorkload workload;
    private final int pieceBytes;
    private final Random random;
    private ByteBuffer request;
    private boolean isSet;
    private int expected;
    private int received;

    private MemcachedClient(SelectionKey key, MemcachedWorkload workload, int pieceBytes, int index) {
        super(key, 1);
        this.workload = workload;
        this.pieceBytes = pieceBytes;
        this.random = new Random(index);
    }

    /** The workload of a loop: requests in pieces of so many bytes at most. */
    public static ClosedLoop.Workload workload(MemcachedWorkload workload, int pieceBytes) {
        return (key, index) -> new MemcachedClient(key, workload, pieceBytes, index);
    }

    @Override
    void send(int count) throws IOException {
        int index = random.nextInt(MemcachedWorkload.KEYS);
        isSet = random.nextInt(100) < SETS_IN_100;
        request = isSet ? workload.set(index) : workload.get(index);
        expected = isSet ? MemcachedWorkload.STORED.length() : workload.hitBytes();
        received = 0;
        writable();
    }

    @Override
    void writable() throws IOException {
        int end = request.limit();
        request.limit(Math.min(end, request.position() + pieceBytes));
        channel.write(request);
        request.limit(end);
        key.interestOps(request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    @Override
    int answers(ByteBuffer input) throws IOException {
        if (received == 0 && input.get(0) != (isSet ? 'S' : 'V')) {
            throw new IOException("wrong answer: request=" + (isSet ? "set" : "get") + " answer=" + text(input));
        }
        received += input.remaining();
        if (received > expected) {
            throw new IOException("answer too long: expected=" + expected + " received=" + received);
        }
        if (received < expected) {
            return 0;
        }
        if (input.get(input.limit() - 1) != '\n') {
            throw new IOException("answer does not end in a line end: expected=" + expected);
        }
        return 1;
    }

    private static String text(ByteBuffer input) {
        byte[] bytes = new byte[Math.min(input.remaining(), 80)];
        input.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII).trim();
    }
}
