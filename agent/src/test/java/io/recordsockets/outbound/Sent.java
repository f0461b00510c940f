package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A send as the test remembers it. The bytes of its record tell its number and its length. */
final class Sent {
    private static final int HEADER = 8;

    final int number;
    final int length;
    final SendOptions options;
    final RecordHandle record;
    SendReceipt receipt;

    /** The writes of the connection before which it was queued. */
    int fromWrite;

    Sent(SendEngine engine, int number, int length, SendOptions options) {
        this.number = number;
        this.length = Math.max(length, HEADER);
        this.options = options;
        this.record = engine.copyOf(bytes());
    }

    private ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(length).putInt(number).putInt(length);
        while (bytes.hasRemaining()) {
            bytes.put(filler(number, bytes.position()));
        }
        return bytes.flip();
    }

    private static byte filler(int number, int at) {
        return (byte) (number * 31 + at * 7);
    }

    @Override
    public String toString() {
        return "#" + number + " " + options + " " + (receipt == null ? null : receipt.state(0));
    }

    /** A record in a stream. */
    record Seen(int number, int position, boolean whole) {}

    /** The records in a stream, which holds nothing else; the last one may be cut. */
    static List<Seen> parse(byte[] stream) {
        List<Seen> seen = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        while (bytes.remaining() >= HEADER) {
            int position = bytes.position();
            int number = bytes.getInt();
            int length = bytes.getInt();
            assertTrue(length >= HEADER, "a record begins at " + position);
            while (bytes.position() < position + length && bytes.hasRemaining()) {
                assertEquals(filler(number, bytes.position() - position), bytes.get(), "byte of #" + number);
            }
            seen.add(new Seen(number, position, bytes.position() == position + length));
        }
        if (bytes.hasRemaining()) {
            // Too little to tell which.
            seen.add(new Seen(-1, bytes.position(), false));
        }
        return seen;
    }

    /** Bytes of the last record of a stream that is not whole. */
    static int begun(byte[] stream) {
        int position = 0;
        while (stream.length - position >= HEADER) {
            int length = ByteBuffer.wrap(stream).getInt(position + Integer.BYTES);
            if (length > stream.length - position) {
                break;
            }
            position += length;
        }
        return stream.length - position;
    }

    /** Each end is true: what was sent is there whole, what began comes last, and nothing else is there. */
    static void checkStates(Collection<Sent> sends, List<Seen> seen, int receiver) {
        checkWhole(sends, seen, receiver);
        int cut = 0;
        for (Sent sent : sends) {
            boolean begun = sent.receipt.startedAfter(receiver) != null;
            cut += begun && sent.receipt.state(receiver) != RecordState.SENT ? 1 : 0;
        }
        boolean cutSeen = !seen.isEmpty() && !seen.get(seen.size() - 1).whole;
        assertEquals(cutSeen ? 1 : 0, cut, "records that began and did not end");
    }

    /** What was sent is there whole, and nothing else is but what has begun. */
    static void checkWhole(Collection<Sent> sends, List<Seen> seen, int receiver) {
        Map<Integer, Seen> byNumber = new HashMap<>();
        for (Seen record : seen) {
            if (record.number >= 0) {
                assertEquals(null, byNumber.put(record.number, record), "#" + record.number + " is there once");
            }
        }
        for (Sent sent : sends) {
            RecordState state = sent.receipt.state(receiver);
            Seen there = byNumber.remove(sent.number);
            assertTrue(state.isEnd(), () -> sent + " has an end");
            assertEquals(state == RecordState.SENT, there != null && there.whole, sent::toString);
            assertTrue(there == null || sent.receipt.startedAfter(receiver) != null, () -> sent + " has begun");
            assertTrue(state != RecordState.FAILED || sent.receipt.cause(receiver) != null, sent::toString);
            assertTrue(sent.receipt.endedAfter(receiver) != null, sent::toString);
        }
        assertEquals(Map.of(), byNumber, "nobody sent these");
    }
}
