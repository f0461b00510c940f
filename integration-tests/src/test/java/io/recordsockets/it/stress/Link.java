package io.recordsockets.it.stress;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * A connection over the loopback interface: an accepted channel that a {@code listen} rule may match, and a peer that sends
 * exactly the pieces that it is told to. The stream counts up from 0, but for the length fields of 4 bytes.
 */
final class Link implements Closeable {
    private static final int HEADER = 4;

    final SocketChannel near;
    final Socket far;
    private final OutputStream out;

    Link() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            this.far =
                    new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
            this.near = server.accept();
        }
        far.setTcpNoDelay(true);
        far.setSoTimeout(10_000);
        this.out = far.getOutputStream();
    }

    /** A record with its header, {@code length} bytes together. */
    static byte[] record(int length) {
        byte[] record = new byte[length];
        ByteBuffer.wrap(record).putInt(length - HEADER);
        for (int i = HEADER; i < length; i++) {
            record[i] = (byte) i;
        }
        return record;
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /** Sends with one write. */
    void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void send(byte[] bytes, int from, int to) throws IOException {
        out.write(bytes, from, to - from);
    }

    /** Has records go through until small ones are read ahead. The channel must be in non-blocking mode, and without keys. */
    void teachSmallRecords() throws IOException {
        try (Selector selector = Selector.open()) {
            SelectionKey key = near.register(selector, SelectionKey.OP_READ);
            byte[] record = record(16);
            for (int i = 0; i < 12; i++) {
                send(record);
                ByteBuffer got = ByteBuffer.allocate(record.length);
                readFully(selector, got);
                if (!Arrays.equals(record, got.array())) {
                    throw new AssertionError("record came in wrong, got=" + Arrays.toString(got.array()));
                }
            }
            key.cancel();
            selector.selectNow();
        }
    }

    /** Selects and reads until the buffer is full. */
    void readFully(Selector selector, ByteBuffer dst) throws IOException {
        while (dst.hasRemaining()) {
            selector.select(5000);
            selector.selectedKeys().clear();
            if (near.read(dst) < 0) {
                throw new AssertionError("end of stream, got=" + dst.position());
            }
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
