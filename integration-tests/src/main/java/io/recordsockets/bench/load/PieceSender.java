package io.recordsockets.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends records to many connections in small pieces, as a slow network would deliver them: first the first piece of a
 * record on every connection, then the second piece on every connection, and so on. Each piece is a write of its own
 * with TCP_NODELAY, but where Nagle's algorithm is asked for. The next piece of a record comes after one piece for each other connection. With a gap, the pieces
 * leave at an even pace, whatever the receiver does; without, as fast as the sockets take them.
 *
 * <p><b>Threading:</b> one thread; writes block.
 */
public final class PieceSender implements AutoCloseable {
    /** A piece that is later than this comes as from a sender that has stopped, in nanoseconds. */
    private static final long HELD_UP_NS = 2_000_000;

    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer record;
    private final int pieceBytes;
    private final long gapNs;
    private int heldUp;

    private PieceSender(ByteBuffer record, int pieceBytes, long gapNs) {
        this.record = record;
        this.pieceBytes = pieceBytes;
        this.gapNs = gapNs;
    }

    /**
     * Connects to a server on the loopback address, for records with their length in front.
     *
     * @param gapNs nanoseconds from the beginning of one write to that of the next, at least; 0 for no pause
     */
    public static PieceSender connect(int port, int connections, int recordBytes, int pieceBytes, long gapNs)
            throws IOException {
        return connect(port, connections, Records.of(recordBytes, 1).buffer(), pieceBytes, gapNs, false);
    }

    /** The same for records of any kind, and for peers that have left Nagle's algorithm on. */
    public static PieceSender connect(
            int port, int connections, byte[] record, int pieceBytes, long gapNs, boolean nagle) throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(record.length).put(record).flip();
        return connect(port, connections, direct, pieceBytes, gapNs, nagle);
    }

    private static PieceSender connect(
            int port, int connections, ByteBuffer record, int pieceBytes, long gapNs, boolean nagle)
            throws IOException {
        PieceSender sender = new PieceSender(record, pieceBytes, gapNs);
        try {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                sender.channels.add(channel);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, !nagle);
            }
            return sender;
        } catch (IOException | RuntimeException e) {
            sender.close();
            throw e;
        }
    }

    /** Sends so many records on each connection. */
    public void send(int recordsPerConnection) throws IOException {
        for (int i = 0; i < recordsPerConnection; i++) {
            for (int offset = 0; offset < record.capacity(); offset += pieceBytes) {
                sendPiece(offset, Math.min(offset + pieceBytes, record.capacity()));
            }
        }
    }

    /** How often a busy machine has kept this sender from its next piece for 2 ms and more; waits for a full socket do not count. */
    public int heldUp() {
        return heldUp;
    }

    private void sendPiece(int offset, int end) throws IOException {
        for (SocketChannel channel : channels) {
            long nextNs = System.nanoTime() + gapNs;
            record.limit(end).position(offset);
            while (record.hasRemaining()) {
                channel.write(record);
            }
            long writtenNs = System.nanoTime();
            while (System.nanoTime() - nextNs < 0) {
                // a pause of microseconds: too short to sleep
                Thread.onSpinWait();
            }
            if (System.nanoTime() - Math.max(nextNs, writtenNs) > HELD_UP_NS) {
                heldUp++;
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
