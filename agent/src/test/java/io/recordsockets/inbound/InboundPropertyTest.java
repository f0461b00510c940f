package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.framing.TlsDetector;
import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * What is true of every stream, however it arrives, is read, ends, or is misunderstood: each byte is delivered once and in
 * order, and the application never sleeps while it should not.
 */
class InboundPropertyTest {
    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void everyByteIsDeliveredOnceAndNobodySleepsTooLong(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        SelectingRun run = new SelectingRun(random);
        int stopAt = random.nextInt(3) == 0 ? random.nextInt(run.stream.bytes().length) : run.stream.bytes().length;
        while (run.arrived < stopAt) {
            run.step();
        }
        if (random.nextBoolean()) {
            run.settle();
        }
        run.end();
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void blockingReadsGetEveryByteOnceAndDoNotSleepTooLong(@ForAll long seed) throws IOException {
        new BlockingRun(new Random(seed)).run();
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void wakesTheApplicationOncePerRecordHoweverItIsCut(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        RandomStream stream = new RandomStream(random, RandomStream.Kind.LENGTH_FIELD, 1 << random.nextInt(16));
        Connection connection = Connection.lengthField();
        int most = 1 << random.nextInt(12);
        int wakeups = 0;
        int delivered = 0;
        for (int at = 0; at < stream.bytes().length; ) {
            int n = Math.min(stream.bytes().length - at, 1 + random.nextInt(most));
            connection.kernel.arrive(stream.bytes(), at, n);
            at += n;
            while (connection.select()) {
                wakeups++;
                delivered += connection.read(1 << 17).length;
            }
        }
        assertEquals(stream.bytes().length, delivered);
        assertEquals(stream.records(), connection.statistics().records());
        // Trust that was disappointed costs one wake-up each time; it takes 32 records to earn.
        int most32 = stream.records() + stream.records() / 32;
        assertTrue(wakeups <= most32, wakeups + " wake-ups for " + stream.records() + " records");
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void leavesTheBodiesOfLargeRecordsInTheKernel(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[][] records = new byte[1 + random.nextInt(20)][];
        for (int i = 0; i < records.length; i++) {
            records[i] = Connection.record(3000 + random.nextInt(50_000));
        }
        byte[] sent = Connection.concat(records);
        Connection connection = Connection.lengthField();
        RandomReader reader = new RandomReader(random, connection.inbound, sent, 1 << (8 + random.nextInt(10)));
        int most = 1 << (10 + random.nextInt(8));
        for (int at = 0; at < sent.length; ) {
            int n = Math.min(sent.length - at, 1 + random.nextInt(most));
            connection.kernel.arrive(sent, at, n);
            at += n;
            while (connection.select()) {
                assertReadAhead(connection);
                reader.read();
                assertReadAhead(connection);
            }
            assertReadAhead(connection);
        }
        assertEquals(sent.length, reader.delivered());
    }

    /** The length field; at the beginning of a connection what tells TLS. */
    private static void assertReadAhead(Connection connection) {
        int readAhead = connection.inbound.bufferedBytes();
        boolean first = connection.statistics().records() == 0;
        assertTrue(readAhead <= (first ? TlsDetector.BYTES : 4), readAhead + " bytes read ahead");
    }
}
