package io.recordsockets.it.share;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** A client as in RFC 6455 that reads binary messages, each compared with what was sent. */
final class WebSocketClient implements Callable<Integer>, Closeable {
    private static final int BINARY = 2;
    private static final int CONTINUATION = 0;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final List<byte[]> expected;
    private volatile Receiver.Pace pace;

    /** Has the upgrade behind it. */
    WebSocketClient(int port, String path, Receiver.Pace pace, List<byte[]> expected) throws IOException {
        this.pace = pace;
        this.expected = expected;
        socket.setReceiveBufferSize(64 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(15_000);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("no upgrade: " + head);
        }
    }

    void readAtOnce() {
        pace = Receiver.Pace.AT_ONCE;
    }

    /** Reads as many messages as are expected. */
    @Override
    public Integer call() throws Exception {
        int count = 0;
        for (byte[] message : expected) {
            while (pace == Receiver.Pace.STALLED) {
                Thread.sleep(5);
            }
            int offset = 0;
            boolean last = false;
            while (!last) {
                int first = in.readUnsignedByte();
                int opcode = first & 0xf;
                if (opcode != (offset == 0 ? BINARY : CONTINUATION)) {
                    throw new AssertionError("opcode=" + opcode + ", message=" + count + ", at=" + offset);
                }
                last = first >= 0x80;
                offset += read(message, offset, length());
            }
            if (offset != message.length) {
                throw new AssertionError("message=" + count + ", length=" + offset + ", not " + message.length);
            }
            count++;
        }
        return count;
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        if (length == 126) {
            return in.readUnsignedShort();
        }
        return length == 127 ? Math.toIntExact(in.readLong()) : length;
    }

    private int read(byte[] message, int offset, int length) throws Exception {
        byte[] piece = new byte[32 << 10];
        for (int at = 0; at < length; ) {
            int n = in.read(piece, 0, Math.min(piece.length, length - at));
            if (n < 0) {
                throw new EOFException("within a message, at=" + (offset + at));
            }
            if (Arrays.mismatch(piece, 0, n, message, offset + at, offset + at + n) >= 0) {
                throw new AssertionError("another byte, after=" + (offset + at) + ", length=" + message.length);
            }
            at += n;
            if (pace == Receiver.Pace.SLOW) {
                Thread.sleep(1);
            }
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
