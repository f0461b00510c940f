package io.recordsockets.inbound;

import static io.recordsockets.inbound.Connection.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Random;

/** One connection of an application that blocks in its reads, with and without time-outs. */
final class BlockingRun {
    private final Random random;
    private final RandomStream stream;
    private final RandomStream.Kind kind;
    private final InboundLimits limits;
    private final Connection connection;
    private final RandomReader reader;
    private final boolean fails;
    private int arrived;
    private boolean ended;
    private boolean sawFailure;
    private boolean sawEnd;
    private boolean waiting;
    private long waitingSinceNs;

    BlockingRun(Random random) {
        this.random = random;
        this.kind = RandomStream.Kind.values()[random.nextInt(RandomStream.Kind.values().length)];
        this.stream = new RandomStream(random, kind, 1 << random.nextInt(15));
        this.limits = new InboundLimits(
                HoldMode.values()[random.nextInt(HoldMode.values().length)],
                random.nextBoolean() ? 1 << 20 : 1 + random.nextInt(5000),
                (1 + random.nextInt(300)) * MS,
                (300 + random.nextInt(3000)) * MS);
        this.connection = new Connection(stream.parser(), limits);
        this.reader = new RandomReader(random, connection.inbound, stream.bytes());
        this.fails = random.nextBoolean();
        FakeTransport kernel = connection.kernel;
        kernel.blocking(true);
        kernel.onSleep(this::checkSleep);
        if (random.nextInt(4) == 0) {
            kernel.capMark(1 + random.nextInt(3000));
        }
        if (random.nextInt(10) == 0) {
            kernel.failToRaiseAfter(random.nextInt(6));
        }
        script();
    }

    private void script() {
        byte[] bytes = stream.bytes();
        int stopAt = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
        long atNs = 0;
        int most = random.nextBoolean() ? bytes.length : 1 << random.nextInt(12);
        for (int at = 0; at < stopAt; ) {
            int from = at;
            int n = Math.min(stopAt - at, 1 + random.nextInt(most));
            atNs += random.nextInt(3) == 0 ? (long) (random.nextDouble() * limits.stallNs() * 1.5) : 0;
            connection.kernel.at(atNs, () -> {
                connection.kernel.arrive(bytes, from, n);
                arrived += n;
            });
            at += n;
        }
        connection.kernel.at(atNs + random.nextInt(1_000_000_000), () -> {
            ended = true;
            if (fails) {
                connection.kernel.fail(new IOException("Connection reset"));
            } else {
                connection.kernel.end();
            }
        });
    }

    void run() throws IOException {
        for (int i = 0; !sawEnd; i++) {
            assertTrue(i < 1_000_000, "the end of the stream is never told");
            if (random.nextInt(20) == 0) {
                connection.kernel.cutShort(random.nextInt(3));
            }
            waiting = false;
            read();
            assertEquals(
                    arrived - reader.delivered(),
                    connection.inbound.bufferedBytes() + connection.kernel.queued(),
                    "bytes in");
        }
        assertEquals(fails, sawFailure);
        assertEquals(0, connection.memory.used(), "buffers after the end");
        assertEquals(1, connection.kernel.mark(), "the mark");
    }

    private void read() throws IOException {
        long timeoutNs = random.nextBoolean() ? 0 : 1 + (long) (random.nextDouble() * limits.stallNs() * 3);
        long startNs = connection.clock.nanoTime();
        long n;
        try {
            n = timeoutNs == 0 && random.nextBoolean() ? reader.read() : reader.readSocket(timeoutNs);
        } catch (SocketTimeoutException e) {
            assertTrue(timeoutNs > 0, "timed out without a time-out");
            assertEquals(timeoutNs, connection.clock.nanoTime() - startNs, "the time-out is over");
            assertEquals(arrived, reader.delivered(), "timed out with bytes there");
            return;
        } catch (IOException e) {
            assertTrue(fails && ended && !sawFailure, "the failure is told once, and only where there is one");
            assertEquals(arrived, reader.delivered(), "all bytes come before the failure");
            sawFailure = true;
            return;
        }
        assertTrue(n != 0, "a blocking read answers something");
        assertTrue(timeoutNs == 0 || connection.clock.nanoTime() - startNs <= timeoutNs, "longer than the time-out");
        if (n < 0) {
            assertTrue(ended && fails == sawFailure, "the end of the stream is told where there is one");
            assertEquals(arrived, reader.delivered(), "all bytes come before the end");
            sawEnd = true;
        }
    }

    /** The application is about to sleep: right only where no record is whole, and not for long. */
    private void checkSleep(long leftNs) {
        int delivered = reader.delivered();
        if (kind != RandomStream.Kind.HOSTILE) {
            assertTrue(stream.wholeWithin(arrived) <= delivered, "asleep while a whole record is there");
        }
        if (arrived == delivered) {
            return;
        }
        long nowNs = connection.clock.nanoTime();
        if (!waiting) {
            waiting = true;
            waitingSinceNs = nowNs;
        }
        assertTrue(leftNs > 0, "asleep on a part with nothing to wake up for");
        assertTrue(leftNs <= limits.stallNs(), "asleep beyond the stall time");
        assertTrue(nowNs + leftNs - waitingSinceNs <= limits.holdTimeNs(), "asleep beyond the hold time");
    }
}
