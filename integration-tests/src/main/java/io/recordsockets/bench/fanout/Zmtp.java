package io.recordsockets.bench.fanout;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A subscriber's half of ZMTP 3.0 (ZeroMQ RFC 23) with the NULL mechanism, so that JeroMQ's publisher has receivers as cheap
 * as those of the other ways to send.
 *
 * <pre>
 * greeting  | FF 8 x 00 7F | 03 00 | "NULL", 16 x 00 | 00 | 31 x 00 |      64 bytes, both ways
 * READY     | 04 length | 05 "READY" 0B "Socket-Type" 00 00 00 03 "SUB" |  a command, both ways
 * subscribe | 00 01 | 01 |                                                 a message: to everything
 * message   | 00 length | body |  or  | 02 length, 8 bytes | body |        up to 255 bytes, or more
 * </pre>
 */
final class Zmtp {
    private static final int GREETING_BYTES = 64;
    private static final int SHORT_MESSAGE_BYTES = 255;
    private static final byte COMMAND = 4;
    private static final byte[] SUBSCRIBE = {0, 1, 1};

    private Zmtp() {}

    /** What stands before a message body of this size. */
    static int prefixBytes(int bodyBytes) {
        return bodyBytes <= SHORT_MESSAGE_BYTES ? 1 + 1 : 1 + Long.BYTES;
    }

    /** Greets the publisher and subscribes to everything. The channel blocks. */
    static void subscribe(SocketChannel channel) throws IOException {
        ByteBuffer greeting = ByteBuffer.allocate(GREETING_BYTES);
        greeting.put(0, (byte) 0xFF).put(9, (byte) 0x7F).put(10, (byte) 3);
        greeting.put(12, "NULL".getBytes(StandardCharsets.US_ASCII));
        write(channel, greeting);
        // JeroMQ takes nothing more in one read with the greeting
        read(channel, GREETING_BYTES);
        byte[] ready = "\005READY\013Socket-Type\000\000\000\003SUB".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer rest = ByteBuffer.allocate(2 + ready.length + SUBSCRIBE.length);
        rest.put(COMMAND).put((byte) ready.length).put(ready).put(SUBSCRIBE).flip();
        write(channel, rest);
        ByteBuffer head = read(channel, 2);
        if (head.get(0) != COMMAND) {
            throw new IOException("publisher does not say READY: flags=" + head.get(0));
        }
        read(channel, head.get(1) & 0xFF);
    }

    private static void write(SocketChannel channel, ByteBuffer out) throws IOException {
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new EOFException("publisher hung up: expected=" + length + " got=" + in.position());
            }
        }
        return in;
    }
}
