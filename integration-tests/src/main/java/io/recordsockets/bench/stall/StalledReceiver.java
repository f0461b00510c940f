package io.recordsockets.bench.stall;

import io.recordsockets.bench.server.Commands;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Receivers that read nothing until they are told to.
 *
 * <p>Prints {@code ready}, and obeys a line each:
 *
 * <pre>
 * connect PORT RECEIVERS RCVBUF   more receivers; SO_RCVBUF, or 0 for the kernel's own; answers "connected"
 * say WORD...                     each sends the words and a line end; answers "said"
 * drain BYTES CRC RECEIVERS       the first so many read so many bytes each, which must be right; answers "drained"
 * disconnect                      answers "disconnected"
 * </pre>
 */
public final class StalledReceiver {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int WAIT_MS = 30_000;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<SocketChannel> channels = new ArrayList<>();

    private StalledReceiver() {}

    /** Receives until the control pipe ends. */
    public static void main(String[] args) {
        System.out.println("ready");
        Commands.obey(new StalledReceiver()::handle);
    }

    /** What has come in on one connection. */
    private static final class Incoming {
        final CRC32 crc = new CRC32();
        long bytes;
    }

    private void handle(String[] words) throws IOException {
        switch (words[0]) {
            case "connect" -> {
                for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                    channels.add(connect(Integer.parseInt(words[1]), Integer.parseInt(words[3])));
                }
                System.out.println("connected");
            }
            case "say" -> {
                String line = String.join(" ", words).substring("say ".length()) + "\r\n";
                for (SocketChannel channel : channels) {
                    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
                }
                System.out.println("said");
            }
            case "drain" -> {
                drain(Long.parseLong(words[1]), Long.parseLong(words[2]), Integer.parseInt(words[3]));
                System.out.println("drained");
            }
            case "disconnect" -> {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
                channels.clear();
                System.out.println("disconnected");
            }
            default ->
                throw new IOException("unknown command: name=" + words[0] + "; known: connect, say, drain, disconnect");
        }
    }

    private static SocketChannel connect(int port, int receiveBufferBytes) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (receiveBufferBytes > 0) {
            // before connecting: the window is announced then
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return channel;
    }

    /** All at once: one at a time would wait for each window on its own. */
    private void drain(long bytes, long crc, int count) throws IOException {
        try (Selector selector = Selector.open()) {
            for (SocketChannel channel : channels.subList(0, count)) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Incoming());
            }
            for (int left = count; left > 0; ) {
                if (selector.select(WAIT_MS) == 0) {
                    throw new IOException("bytes are missing: receivers=" + left + " bytes=" + bytes);
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (read(key, bytes)) {
                        check((Incoming) key.attachment(), bytes, crc);
                        key.cancel();
                        left--;
                    }
                }
                selector.selectedKeys().clear();
            }
        }
        for (SocketChannel channel : channels.subList(0, count)) {
            channel.configureBlocking(true);
        }
    }

    /** Whether that was all of it. */
    private boolean read(SelectionKey key, long bytes) throws IOException {
        Incoming incoming = (Incoming) key.attachment();
        int length = ((SocketChannel) key.channel()).read(buffer.clear());
        if (length < 0) {
            throw new EOFException("sender hung up: bytes=" + incoming.bytes + " expected=" + bytes);
        }
        incoming.crc.update(buffer.flip());
        incoming.bytes += length;
        return incoming.bytes >= bytes;
    }

    private static void check(Incoming incoming, long bytes, long crc) throws IOException {
        if (incoming.bytes != bytes || incoming.crc.getValue() != crc) {
            throw new IOException("wrong bytes: bytes=" + incoming.bytes + " expected=" + bytes + " crc="
                    + incoming.crc.getValue() + " expected=" + crc);
        }
    }
}
