package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSockets;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Broadcasts over bad links, again and again; afterwards nothing of it is left in the process. */
@Timeout(7200)
public class SoakContract {
    @TempDir
    Path folder;

    /** What a leak shows in. */
    private record Held(long directBytes, long descriptors, int threads, long leakedHandles, int sockets) {
        static Held now() throws IOException {
            try (var entries = Files.list(Path.of("/proc/self/fd"))) {
                return new Held(
                        direct(),
                        entries.count(),
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        RecordSockets.status().sending().leakedHandles(),
                        RecordSockets.status().sending().sockets());
            }
        }

        private static long direct() {
            return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
        }

        boolean within(Held other) {
            // Pools and buffers of threads may grow once, not with the rounds.
            return directBytes <= other.directBytes + (8 << 20)
                    && descriptors <= other.descriptors + 4
                    && threads <= other.threads + 4
                    && leakedHandles <= other.leakedHandles
                    && sockets <= other.sockets;
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Path file = Files.write(
                folder.resolve("file"), Frame.bytes(Frame.number(), 300_000).array());
        for (int i = 0; i < 3; i++) {
            round(new Random(i), file);
        }
        Held before = settled();
        Trial.forSeconds("soak", Trial.seconds(12, 1800), random -> round(random, file));
        Held[] after = {settled()};
        Await.until(
                30_000_000_000L,
                () -> {
                    System.gc();
                    Await.sleep(100);
                    try {
                        after[0] = Held.now();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    return after[0].within(before);
                },
                () -> "before: " + before + ", after: " + after[0]);
    }

    private static Held settled() throws Exception {
        Totals.quiet();
        for (int i = 0; i < 3; i++) {
            System.gc();
            Await.sleep(100);
        }
        return Held.now();
    }

    private void round(Random random, Path file) throws Exception {
        RecordGroup group = RecordGroup.create();
        List<Relay> relays = new ArrayList<>();
        Map<RecordSocket, Relay> bySocket = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            Relay.Fault fault = Relay.Fault.values()[i % 4];
            Relay relay = new Relay(fault, random);
            relays.add(relay);
            RecordSocket socket = RecordSocket.attach(relay.near);
            socket.policy(Wire.PATIENT.withLimits(2 << 20, 5_000));
            bySocket.put(socket, relay);
            group.add(socket);
        }
        Map<Long, SendReceipt> receipts = new HashMap<>();
        try {
            for (int i = 0; i < 300; i++) {
                send(random, group, receipts);
                if (i % 50 == 0) {
                    try (RecordHandle handle = RecordHandle.ofFile(file, 0, 300_000)) {
                        group.send(handle, SendOptions.DEFAULT.withKey("file"));
                    }
                }
                if (random.nextInt(20) == 0) {
                    Await.sleep(random.nextInt(10));
                }
            }
            bySocket.keySet().forEach(RecordSocket::close);
            for (Map.Entry<RecordSocket, Relay> entry : bySocket.entrySet()) {
                Await.until(
                        30_000_000_000L,
                        () -> entry.getKey().closed().toCompletableFuture().isDone(),
                        () -> "closed(), " + entry.getValue().fault + ", "
                                + entry.getKey().backlog() + ", " + entry.getValue().far);
                entry.getValue().far.awaitEnd();
            }
            for (Relay relay : relays) {
                if (relay.fault != Relay.Fault.RESETS) {
                    relay.far.verifyWhole();
                    assertEquals("end of stream", relay.far.end());
                }
            }
            compare(receipts, bySocket);
        } finally {
            for (Relay relay : relays) {
                relay.close();
            }
        }
    }

    private static void send(Random random, RecordGroup group, Map<Long, SendReceipt> receipts) {
        long number = Frame.number();
        ByteBuffer bytes =
                Frame.bytes(number, Frame.HEADER + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2_000));
        SendOptions options = SendOptions.ofUrgency(random.nextInt(8));
        if (random.nextInt(4) == 0) {
            options = options.withLifetime(Duration.ofMillis(1 + random.nextInt(50)));
        }
        try (RecordHandle handle = random.nextBoolean() ? RecordHandle.copyOf(bytes) : RecordHandle.wrap(bytes)) {
            if (random.nextBoolean()) {
                receipts.put(number, group.sendTracked(handle, options));
            } else {
                group.send(handle, options);
            }
            if (random.nextInt(10) == 0) {
                handle.unsend();
            }
        }
    }

    private static void compare(Map<Long, SendReceipt> receipts, Map<RecordSocket, Relay> bySocket) {
        Map<RecordSocket, Set<Long>> seen = new HashMap<>();
        bySocket.forEach((socket, relay) -> {
            Set<Long> numbers = new HashSet<>();
            for (long number : relay.far.numbers()) {
                numbers.add(number);
            }
            seen.put(socket, numbers);
        });
        receipts.forEach((number, receipt) -> {
            assertEquals(0, receipt.count(RecordState.QUEUED) + receipt.count(RecordState.STARTED), "without an end");
            for (int i = 0; i < receipt.receivers(); i++) {
                RecordSocket socket = receipt.receiver(i);
                boolean came = seen.get(socket).contains(number);
                FarEnd far = bySocket.get(socket).far;
                if (receipt.state(i) == RecordState.SENT) {
                    boolean whole = bySocket.get(socket).fault != Relay.Fault.RESETS;
                    assertTrue(came || !whole, () -> "sent and did not come, " + far);
                } else {
                    assertFalse(came, "came: " + receipt.state(i) + ", " + receipt.cause(i));
                }
            }
        });
    }
}
