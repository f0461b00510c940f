package io.recordsockets.demo.memcached;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputTest {
    /** Takes as many bytes of each write as the test allows, as a socket does. */
    private static final class Slow implements GatheringByteChannel {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        int allowed;
        int writes;

        @Override
        public int write(ByteBuffer source) {
            return (int) write(new ByteBuffer[] {source}, 0, 1);
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            writes++;
            int before = allowed;
            for (int i = offset; i < offset + length; i++) {
                while (sources[i].hasRemaining() && allowed > 0) {
                    taken.write(sources[i].get());
                    allowed--;
                }
            }
            return before - allowed;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final ByteBuffer[] gather = new ByteBuffer[4];

    @Test
    void keepsOrderHoweverLittleTheSocketTakes() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            Output out = new Output();
            Slow channel = new Slow();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int i = 0; i < 60; i++) {
                byte[] bytes = new byte[random.nextInt(i % 7 == 0 ? 400_000 : 3000)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    out.putValue(bytes, bytes.length);
                } else {
                    out.put(bytes);
                }
                expected.writeBytes(bytes);
                out.putNumber(i);
                expected.writeBytes(TestClient.bytes(String.valueOf(i)));
                if (random.nextInt(3) == 0) {
                    channel.allowed = random.nextInt(300_000);
                    out.flush(channel, gather);
                }
                assertEquals(expected.size() - channel.taken.size(), out.pending());
            }
            while (out.pending() > 0) {
                channel.allowed = 1 + random.nextInt(500_000);
                assertTrue(out.flush(channel, gather) > 0);
            }
            assertArrayEquals(expected.toByteArray(), channel.taken.toByteArray());
            for (ByteBuffer buffer : gather) {
                assertNull(buffer);
            }
        }
    }

    @Test
    void sendsTheSmallPiecesOfManyAnswersInOneWrite() throws IOException {
        Output out = new Output();
        Slow channel = new Slow();
        channel.allowed = Integer.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            out.put(Replies.STORED);
        }
        assertEquals(100L * Replies.STORED.length, out.flush(channel, gather));
        assertEquals(1, channel.writes);
    }

    @Test
    void stopsWhenTheSocketTakesNothing() throws IOException {
        Output out = new Output();
        Slow channel = new Slow();
        out.put(Replies.STORED);
        assertEquals(0, out.flush(channel, gather));
        out.putValue(new byte[5000], 5000);
        assertEquals(0, out.flush(channel, gather));
        assertEquals(2, channel.writes);
        assertEquals(5000 + Replies.STORED.length, out.pending());
    }
}
