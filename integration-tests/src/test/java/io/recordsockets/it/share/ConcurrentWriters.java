package io.recordsockets.it.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Background;
import io.recordsockets.it.contract.Pair;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Two threads write to one channel: what one call wrote stays together. */
public class ConcurrentWriters {
    private static final int PAYLOAD = 90_000;
    private static final int HEADER = 11;
    private static final int CALLS = 150;

    /** Bytes of one thread: the sign tells which, the rest the place in its stream. */
    private static byte at(int thread, long place) {
        return (byte) (thread << 7 | place % 113);
    }

    /** A writer, and after which of its bytes a call has ended. */
    private static final class Writer {
        final int number;
        final BitSet ends = new BitSet();
        long written;

        Writer(int number) {
            this.number = number;
        }

        /** The places repeat, so the payloads are among those that others have written. */
        void write(SocketChannel channel) throws Exception {
            for (int call = 0; call < CALLS; call++) {
                ByteBuffer header = bytes(number, written, HEADER);
                ByteBuffer payload = bytes(number, written + (call % 3 == 0 ? 0 : HEADER), PAYLOAD);
                long n = call % 3 == 0 ? channel.write(payload) : channel.write(new ByteBuffer[] {header, payload});
                written += n;
                ends.set((int) written);
                if (n == 0 || call % 4 == 0) {
                    Thread.sleep(1);
                }
            }
        }
    }

    private static ByteBuffer bytes(int thread, long place, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(thread, place + i);
        }
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void whatOneCallWroteStaysTogether() throws Exception {
        List<Known> knowns = new ArrayList<>();
        try (Pair pair = Pair.open()) {
            pair.server.configureBlocking(false);
            for (int place = 0; place < 113; place += 8) {
                for (int thread = 0; thread < 2; thread++) {
                    knowns.add(new Known(bytes(thread, place, PAYLOAD).array()));
                }
            }
            Writer[] writers = {new Writer(0), new Writer(1)};
            Background<List<long[]>> reader = Background.run(() -> runs(pair.client));
            CyclicBarrier together = new CyclicBarrier(2);
            Sharing.ofAtLeast(1, () -> {
                Background<Integer> second = Background.run(() -> {
                    together.await();
                    writers[1].write(pair.server);
                    return 0;
                });
                together.await();
                writers[0].write(pair.server);
                second.result();
            });
            pair.server.shutdownOutput();
            long[] seen = new long[2];
            int switches = 0;
            for (long[] run : reader.result()) {
                int thread = (int) run[0];
                assertTrue(
                        seen[thread] == 0 || writers[thread].ends.get((int) seen[thread]),
                        () -> "thread " + thread + " was cut within a call, at=" + seen[thread]);
                seen[thread] += run[1];
                switches++;
            }
            assertEquals(writers[0].written, seen[0]);
            assertEquals(writers[1].written, seen[1]);
            assertTrue(switches > 4, "the threads took turns: " + switches);
        } finally {
            for (Known known : knowns) {
                known.close();
            }
        }
    }

    /** Whose bytes came, and how many, in turn; each is checked to be the next of its thread. */
    private static List<long[]> runs(SocketChannel channel) throws Exception {
        List<long[]> runs = new ArrayList<>();
        long[] places = new long[2];
        int last = -1;
        ByteBuffer buffer = ByteBuffer.allocate(200_000);
        while (channel.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                int thread = b < 0 ? 1 : 0;
                if (b != at(thread, places[thread])) {
                    throw new AssertionError("another byte, thread=" + thread + ", at=" + places[thread]);
                }
                places[thread]++;
                if (thread != last) {
                    runs.add(new long[] {thread, 0});
                    last = thread;
                }
                runs.get(runs.size() - 1)[1]++;
            }
            Thread.sleep(1);
        }
        return runs;
    }
}
