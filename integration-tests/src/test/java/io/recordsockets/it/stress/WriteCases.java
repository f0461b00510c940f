package io.recordsockets.it.stress;

import static io.recordsockets.it.stress.Probe.WATCHDOG_MS;
import static io.recordsockets.it.stress.Probe.check;
import static io.recordsockets.it.stress.Probe.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Large gathering writes in non-blocking mode while the connection ends: they fail, or bytes are taken, and never both. */
final class WriteCases {
    private static final int ROUNDS = 150;
    private static final int BUFFERS = 16;
    private static final int LENGTH = 64 << 10;

    private WriteCases() {}

    static void closeInGatheringWrite() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            try (Link link = new Link()) {
                inGatheringWrite(link, link.near::close);
            }
        }
    }

    static void shutdownInGatheringWrite() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            try (Link link = new Link()) {
                inGatheringWrite(link, link.near::shutdownOutput);
            }
        }
    }

    static void resetInGatheringWrite() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            try (Link link = new Link()) {
                inGatheringWrite(link, () -> {
                    link.far.setSoLinger(true, 0);
                    link.far.close();
                });
            }
        }
    }

    private static void inGatheringWrite(Link link, CornerCases.Case act) throws Exception {
        link.near.configureBlocking(false);
        Thread drain = daemon("drain", () -> {
            byte[] bytes = new byte[1 << 20];
            try {
                while (link.far.getInputStream().read(bytes) >= 0) {}
            } catch (IOException e) {
                // Closed at the end.
                return;
            }
        });
        ByteBuffer[] buffers = new ByteBuffer[BUFFERS];
        for (int i = 0; i < BUFFERS; i++) {
            buffers[i] = ByteBuffer.allocate(LENGTH).putInt(0, LENGTH - Integer.BYTES);
        }
        AtomicReference<String> wrong = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        daemon("writer", () -> {
            begun.countDown();
            try {
                long n = link.near.write(buffers);
                wrong.set(n == moved(buffers) ? null : "answers " + n + " where it took " + moved(buffers));
            } catch (IOException e) {
                wrong.set(moved(buffers) == 0 ? null : "took " + moved(buffers) + " and throws " + e);
            }
            done.countDown();
        });
        begun.await();
        for (int spins = ThreadLocalRandom.current().nextInt(20_000); spins > 0; spins--) {
            Thread.onSpinWait();
        }
        act.run();
        check(done.await(WATCHDOG_MS, TimeUnit.MILLISECONDS), "write does not return");
        check(wrong.get() == null, wrong.get());
        link.close();
        drain.join(WATCHDOG_MS);
    }

    private static long moved(ByteBuffer[] buffers) {
        long moved = 0;
        for (ByteBuffer buffer : buffers) {
            moved += buffer.position();
        }
        return moved;
    }
}
