package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;

/** One connection of an application that selects. */
final class SelectingRun {
    final Random random;
    final RandomStream.Kind kind;
    final RandomStream stream;
    final InboundLimits limits;
    final Connection connection;
    final RandomReader reader;

    /** Whether the application reads until there is nothing. */
    final boolean drains;

    /** Whether it may read without having been woken. */
    final boolean polls;

    int arrived;
    boolean ended;
    boolean failed;
    boolean sawFailure;
    boolean sawEnd;

    /** When bytes began to wait for an application that sleeps. */
    long waitingSinceNs;

    boolean waiting;

    SelectingRun(Random random) {
        this.random = random;
        this.kind = RandomStream.Kind.values()[random.nextInt(RandomStream.Kind.values().length)];
        this.stream = new RandomStream(random, kind, 1 << random.nextInt(16));
        int holdLimit = random.nextBoolean() ? 1 << 20 : 1 + random.nextInt(5000);
        HoldMode mode = HoldMode.values()[random.nextInt(HoldMode.values().length)];
        long stallNs = (1 + random.nextInt(300)) * MS;
        this.limits = new InboundLimits(mode, holdLimit, stallNs, stallNs * (1 + random.nextInt(20)));
        this.connection = new Connection(stream.parser(), limits);
        this.reader = new RandomReader(random, connection.inbound, stream.bytes());
        this.drains = random.nextBoolean();
        this.polls = random.nextInt(3) == 0;
        if (random.nextInt(4) == 0) {
            connection.kernel.capMark(1 + random.nextInt(3000));
        }
        if (random.nextInt(10) == 0) {
            connection.kernel.failToRaiseAfter(random.nextInt(6));
        }
    }

    void step() throws IOException {
        switch (random.nextInt(10)) {
            case 0:
            case 1:
            case 2:
            case 3:
                arrive();
                break;
            case 4:
                connection.clock.advance((long) (random.nextDouble() * limits.stallNs() * 1.5));
                break;
            case 5:
                if (polls) {
                    read();
                }
                break;
            case 6:
                if (random.nextInt(100) == 0) {
                    connection.inbound.foreignSelector();
                }
                break;
            default:
                break;
        }
        if (random.nextInt(4) != 0) {
            select();
        }
        check();
    }

    void arrive() {
        int left = stream.bytes().length - arrived;
        int most = random.nextInt(3) == 0 ? left : 1 << random.nextInt(15);
        int n = Math.min(left, 1 + random.nextInt(Math.max(most, 1)));
        connection.kernel.arrive(stream.bytes(), arrived, n);
        arrived += n;
    }

    /** The selector is asked; the application reads if it is woken. */
    boolean select() throws IOException {
        if (!connection.select()) {
            asleep();
            return false;
        }
        waiting = false;
        if (random.nextInt(20) == 0) {
            return true; // the application does something else first
        }
        assertNotEquals(0, read(), "the application was woken for nothing");
        while (drains && !sawEnd && read() > 0) {
            check();
        }
        return true;
    }

    long read() throws IOException {
        long n;
        try {
            n = reader.read();
        } catch (IOException e) {
            assertTrue(failed && !sawFailure, "the failure is told once, and only where there is one");
            assertEquals(arrived, reader.delivered(), "all bytes come before the failure");
            sawFailure = true;
            return -1;
        }
        if (n < 0) {
            assertTrue(ended || sawFailure, "the end of the stream is told where there is one");
            assertEquals(arrived, reader.delivered(), "all bytes come before the end");
            sawEnd = true;
        }
        return n;
    }

    /** The application sleeps: that is only right where no record is whole, and not for long. */
    private void asleep() {
        int delivered = reader.delivered();
        assertFalse(ended || failed, "asleep at the end of the stream");
        if (kind != RandomStream.Kind.HOSTILE) {
            assertTrue(stream.wholeWithin(arrived) <= delivered, "asleep while a whole record is there");
        }
        if (arrived == delivered) {
            waiting = false;
            return;
        }
        long nowNs = connection.clock.nanoTime();
        if (!waiting) {
            waiting = true;
            waitingSinceNs = nowNs;
        }
        assertTrue(connection.held(), "asleep on a part with nothing to wake up for");
        long leftNs = connection.inbound.holdDeadlineNs() - nowNs;
        assertTrue(leftNs <= limits.stallNs(), "asleep beyond the stall time");
        assertTrue(nowNs + leftNs - waitingSinceNs <= limits.holdTimeNs(), "asleep beyond the hold time");
    }

    /** What is true at all times. */
    void check() {
        int inUserSpace = connection.inbound.bufferedBytes();
        assertEquals(arrived - reader.delivered(), inUserSpace + connection.kernel.queued(), "bytes in");
        if (connection.kernel.mark() > 1) {
            assertTrue(connection.held(), "the mark is up and nothing is held");
        }
        if (!connection.statistics().plainConnections().isEmpty()) {
            assertFalse(connection.held(), "plain and held");
        }
    }

    /** The connection ends in one of the ways in which connections end. */
    void end() throws IOException {
        switch (random.nextInt(6)) {
            case 0:
                shutInput();
                break;
            case 1:
                close();
                break;
            default:
                endStream();
        }
        assertEquals(0, connection.memory.used(), "buffers after the end");
    }

    private void endStream() throws IOException {
        ended = random.nextBoolean();
        failed = !ended;
        if (ended) {
            connection.kernel.end();
        } else {
            connection.kernel.fail(new IOException("Connection reset"));
        }
        for (int i = 0; !sawEnd; i++) {
            assertTrue(i < 2_000_000, "the end of the stream is never told");
            select();
        }
        check();
        assertEquals(failed, sawFailure);
        assertEquals(1, connection.kernel.mark(), "the mark");
    }

    /** The application wants no more: what is there is gone. */
    private void shutInput() throws IOException {
        connection.kernel.shutInput();
        connection.inbound.inputShutdown();
        assertEquals(0, connection.inbound.bufferedBytes());
        assertEquals(-1, connection.inbound.read(ByteBuffer.allocate(10)));
        assertFalse(connection.held(), "held with the input shut");
        assertEquals(1, connection.kernel.mark(), "the mark");
    }

    private void close() {
        connection.kernel.close();
        connection.inbound.closed();
        assertEquals(0, connection.inbound.bufferedBytes());
        assertFalse(connection.inbound.buffered());
        assertThrows(ClosedChannelException.class, () -> connection.inbound.read(ByteBuffer.allocate(10)));
    }

    /** Nothing more comes in: the holds end in time, and all is delivered. */
    void settle() throws IOException {
        for (int i = 0; reader.delivered() < arrived; i++) {
            assertTrue(i < 2_000_000, "bytes are never delivered");
            if (!select()) {
                connection.clock.advanceTo(connection.inbound.holdDeadlineNs());
            }
            check();
        }
    }
}
