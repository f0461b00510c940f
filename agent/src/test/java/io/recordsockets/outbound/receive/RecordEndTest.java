package io.recordsockets.outbound.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Where records end, however much of them is there. */
class RecordEndTest {
    @Test
    void findsTheEndFromEachPrefixOnceEnoughIsThere() {
        for (Streams stream : Streams.all()) {
            RecordEnd end = new RecordEnd(stream.parser());
            int start = 0;
            for (int recordEnd : stream.ends()) {
                long found = RecordEnd.UNKNOWN;
                for (int available = 0; available <= recordEnd - start; available++) {
                    long now = end.find(stream.slice(start, start + available), 0, available);
                    assertTrue(found == RecordEnd.UNKNOWN || found == now, "the answer stays");
                    found = now;
                }
                assertEquals(recordEnd - start, found, stream.framing());
                end.next();
                start = recordEnd;
            }
        }
    }

    @Test
    void findsTheEndFromTheBytesBehindTheHead() {
        for (Streams stream : Streams.all()) {
            RecordEnd end = new RecordEnd(stream.parser());
            int start = 0;
            for (int recordEnd : stream.ends()) {
                long found = RecordEnd.UNKNOWN;
                for (int available = 0; available <= recordEnd - start; available++) {
                    // What lies before the head need not be there any more.
                    int from = (int) Math.min(end.head(), available);
                    if (end.head() <= available) {
                        found = end.find(stream.slice(start + from, start + available), from, available);
                    }
                }
                assertEquals(recordEnd - start, found, stream.framing());
                end.next();
                start = recordEnd;
            }
        }
    }

    @Test
    void doesNotMoveTheBuffer() {
        Streams stream = Streams.memcached();
        ByteBuffer bytes = stream.slice(0, stream.bytes().length);
        new RecordEnd(stream.parser()).find(bytes, 0, bytes.remaining());
        assertEquals(0, bytes.position());
        assertEquals(stream.bytes().length, bytes.limit());
    }

    @Test
    void tellsWhatIsNotARecord() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 1, 2, 3});
        assertEquals(RecordEnd.NOT_A_RECORD, new RecordEnd(Streams.http1().parser()).find(bytes, 0, 4));
    }
}
