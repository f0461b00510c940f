package io.recordsockets.it.share;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.it.contract.Background;
import io.recordsockets.os.KernelOptions;
import io.recordsockets.os.LinuxSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A channel becomes a record socket while the application writes what is shared: the bound on unsent bytes is the engine's. */
public class JoinDuringSharedWrites {
    private static final int TRIALS = 100;

    private static int bound(SocketChannel channel) {
        return KernelOptions.get(channel, LinuxSocketOptions.IPPROTO_TCP, LinuxSocketOptions.TCP_NOTSENT_LOWAT);
    }

    /** The bound of a connection that was joined, with something queued, while a writer wrote or did not. */
    private static int joined(Known known, Random random, boolean writing) throws Exception {
        try (Broadcaster broadcaster = new Broadcaster()) {
            Broadcaster.Out out = broadcaster.connect(Receiver.Pace.STALLED, 64 << 10);
            known.fill(out.near);
            AtomicBoolean stop = new AtomicBoolean(!writing);
            Background<Integer> writer = Background.run(() -> {
                ByteBuffer buffer = known.buffer();
                while (!stop.get()) {
                    out.near.write(buffer);
                }
                return 0;
            });
            long until = System.nanoTime() + 200_000 + random.nextInt(300_000);
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            RecordSocket socket = RecordSocket.attach(out.near);
            try (RecordHandle record =
                    RecordHandle.copyOf(ByteBuffer.allocate(100).putInt(0, 96))) {
                socket.send(record);
            }
            stop.set(true);
            writer.result();
            return bound(out.near);
        }
    }

    @Test
    void theBoundOnUnsentBytesIsTheEngines() throws Exception {
        Random random = new Random(1);
        try (Known known = new Known(Kind.random(random, 200_000))) {
            int wanted = joined(known, random, false);
            Map<Integer, Integer> bounds = new TreeMap<>();
            Sharing.ofAtLeast(TRIALS, () -> {
                for (int i = 0; i < TRIALS; i++) {
                    bounds.merge(joined(known, random, true), 1, Integer::sum);
                }
            });
            assertEquals(Map.of(wanted, TRIALS), bounds, "TCP_NOTSENT_LOWAT, and how often it was so");
        }
    }
}
