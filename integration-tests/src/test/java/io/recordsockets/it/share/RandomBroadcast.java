package io.recordsockets.it.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random broadcasts by several threads, from buffers that are changed, to receivers that stall and reset. */
@Timeout(7200)
public class RandomBroadcast {
    private static final boolean NIGHTLY = Boolean.getBoolean("nightly");
    private static final Long SEED = Long.getLong("recordsockets.send.seed");
    private static final int THREADS = 2;
    private static final int ROUND_MS = 2_000;
    private static final int MAX_QUEUED = 6;

    @Test
    void noReceiverGetsAWrongByte() throws Exception {
        long seconds = NIGHTLY ? 1_800 : 20;
        long seed = SEED != null ? SEED : ThreadLocalRandom.current().nextLong() >>> 16;
        System.out.println("random broadcast: recordsockets.send.seed=" + seed);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long before = Sharing.bytes();
        List<FutureTask<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            FutureTask<Long> task = new FutureTask<>(() -> run(new Random(seed + number), seed, end));
            tasks.add(task);
            Thread thread = new Thread(task, "broadcast-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        long received = 0;
        for (FutureTask<Long> task : tasks) {
            received += task.get(seconds + 120, TimeUnit.SECONDS);
        }
        long shared = Sharing.bytes() - before;
        System.out.println("random broadcast: seed=" + seed + ", verified MiB=" + (received >> 20) + ", shared MiB="
                + (shared >> 20));
        assertTrue(shared > received / 20, "shared=" + shared + " of " + received + ", seed=" + seed);
        Sharing.awaitEmptyStore();
        assertEquals(0, StoreFiles.bytes(), "what the process has of the file system");
    }

    /** How many bytes were received and were right. */
    private static long run(Random random, long seed, long end) throws IOException {
        // Both threads have the same records to begin with, and change them each for itself.
        Random common = new Random(seed);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            records.add(Kind.random(common, 9_000 + common.nextInt(1 << (14 + i))));
        }
        long received = 0;
        while (System.nanoTime() - end < 0) {
            received += round(random, records, Math.min(end, System.nanoTime() + ROUND_MS * 1_000_000L));
        }
        return received;
    }

    private static long round(Random random, List<byte[]> records, long end) throws IOException {
        try (Broadcaster broadcaster = new Broadcaster()) {
            int sendBuffer = random.nextInt(3) == 0 ? 0 : 16 << 10 << random.nextInt(5);
            for (int i = 4 + random.nextInt(12); i > 0; i--) {
                broadcaster.connect(pace(random), sendBuffer);
            }
            long received = 0;
            while (System.nanoTime() - end < 0) {
                byte[] record = records.get(random.nextInt(records.size()));
                if (random.nextInt(4) == 0) {
                    record[random.nextInt(record.length)]++;
                }
                broadcast(random, broadcaster, record);
                broadcaster.pump(random.nextInt(8) == 0 ? 3 : 1);
                Broadcaster.Out out = broadcaster.outs.get(random.nextInt(broadcaster.outs.size()));
                if (random.nextInt(6) == 0) {
                    out.far.pace(pace(random));
                } else if (random.nextInt(40) == 0) {
                    received += replace(random, broadcaster, out, sendBuffer);
                }
            }
            broadcaster.drain();
            for (Broadcaster.Out out : broadcaster.outs) {
                received += out.far.received();
            }
            return received;
        }
    }

    /** Reset in the middle of whatever goes on, and a new connection in its place. */
    private static long replace(Random random, Broadcaster broadcaster, Broadcaster.Out out, int sendBuffer)
            throws IOException {
        out.far.reset();
        for (int i = 0; i < 100_000 && out.failure == null; i++) {
            out.send(ByteBuffer.allocate(9_000 + random.nextInt(100_000)));
            broadcaster.pump(1);
        }
        assertEquals(IOException.class, out.failure.getClass());
        out.far.verify();
        out.close();
        broadcaster.outs.remove(out);
        broadcaster.connect(pace(random), sendBuffer);
        return out.far.received();
    }

    private static void broadcast(Random random, Broadcaster broadcaster, byte[] record) {
        ByteBuffer memory = kind(random).of(record);
        boolean changes = random.nextInt(3) == 0 && !memory.isReadOnly();
        boolean gathers = random.nextInt(3) == 0;
        for (Broadcaster.Out out : broadcaster.outs) {
            if (out.queued() >= MAX_QUEUED) {
                continue;
            }
            ByteBuffer payload = random.nextInt(4) == 0 ? kind(random).of(bytes(memory)) : memory.duplicate();
            ByteBuffer[] srcs = gathers
                    ? new ByteBuffer[] {
                        ByteBuffer.wrap(Kind.random(random, random.nextInt(20))),
                        payload,
                        ByteBuffer.wrap(Kind.random(random, 1 + random.nextInt(20)))
                    }
                    : new ByteBuffer[] {payload};
            if (changes) {
                out.sendNow(srcs);
                if (random.nextInt(5) == 0) {
                    int at = random.nextInt(memory.capacity());
                    memory.put(at, (byte) (memory.get(at) + 1));
                }
            } else {
                out.send(srcs);
            }
        }
    }

    private static byte[] bytes(ByteBuffer remaining) {
        byte[] bytes = new byte[remaining.remaining()];
        remaining.duplicate().get(bytes);
        return bytes;
    }

    private static Kind kind(Random random) {
        return Kind.values()[random.nextInt(Kind.values().length)];
    }

    private static Receiver.Pace pace(Random random) {
        return Receiver.Pace.values()[random.nextInt(3)];
    }
}
