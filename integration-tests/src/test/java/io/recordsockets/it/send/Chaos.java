package io.recordsockets.it.send;

import io.recordsockets.Overflow;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSender;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/** Several threads do anything at any time to several connections, and note what they did and what they were told. */
final class Chaos {
    /** A send by one thread. {@code accepted} is what an untracked send answered. */
    record Sent(int thread, long number, RecordHandle handle, SendOptions options, SendReceipt receipt, int accepted) {}

    /** What an unsend of one handle answered. */
    record Taken(Sent sent, UnsendResult answer) {}

    final List<Wire> wires = new ArrayList<>();
    final Map<RecordSocket, Wire> bySocket = new HashMap<>();
    final List<RecordGroup> groups = List.of(RecordGroup.create(), RecordGroup.create());
    final Collection<Sent> sends = new ConcurrentLinkedQueue<>();
    final Collection<Taken> unsends = new ConcurrentLinkedQueue<>();
    private final Collection<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Random random;
    private volatile boolean over;

    Chaos(Random random) throws Exception {
        this.random = random;
        for (int i = 4 + random.nextInt(8); i > 0; i--) {
            Wire.Kind kind = Wire.Kind.values()[random.nextInt(3)];
            Wire wire = Wire.open(kind, random.nextBoolean() ? Wire.TINY : Wire.USUAL);
            wire.socket.policy(policy());
            wires.add(wire);
            bySocket.put(wire.socket, wire);
            groups.get(random.nextInt(2)).add(wire.socket);
        }
    }

    private SocketPolicy policy() {
        SocketPolicy policy = Wire.PATIENT.withKernelBytes(random.nextBoolean() ? 16 << 10 : 0);
        return switch (random.nextInt(4)) {
            case 0 -> policy.withLimits(200_000, 50).withOverflow(Overflow.FAIL);
            case 1 -> policy.withLimits(200_000, 50).withOverflow(Overflow.DROP_OLDEST);
            case 2 -> policy.withLimits(500_000, 200).withOverflow(Overflow.BLOCK);
            default -> policy;
        };
    }

    /** Until the time is over; then everything that is queued is let through, and all is closed. */
    void run(long ms) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Random own = new Random(random.nextLong());
            threads.add(start("sender", () -> sender(number, own)));
        }
        Random meddling = new Random(random.nextLong());
        Thread meddler = start("meddler", () -> meddler(meddling));
        Await.sleep(ms);
        over = true;
        // Before the readers go on: it might stall one of them again.
        join(meddler);
        wires.forEach(wire -> {
            if (wire.far.end() == null) {
                wire.far.resumeWithRoom();
            }
        });
        for (Thread thread : threads) {
            join(thread);
        }
        for (Throwable failure : failures) {
            throw new AssertionError("a thread failed: " + failure, failure);
        }
        settle();
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(20_000);
        if (thread.isAlive()) {
            throw new AssertionError("does not end: " + thread.getName() + " at " + trace(thread));
        }
    }

    private static String trace(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    ").append(frame);
        }
        return text.toString();
    }

    private void settle() {
        for (Wire wire : wires) {
            wire.socket.close();
        }
        for (Wire wire : wires) {
            Await.until(
                    () -> wire.far.end() != null,
                    () -> "end of the stream, " + wire.socket + ", " + wire.socket.backlog() + ", "
                            + wire.socket.policy() + ", " + wire.far);
            Await.until(
                    () -> wire.socket.closed().toCompletableFuture().isDone(),
                    () -> "closed() of a socket, " + wire.socket.backlog() + ", " + wire.far);
        }
        for (Sent sent : sends) {
            if (sent.receipt != null) {
                Await.until(
                        () -> sent.receipt.ended().toCompletableFuture().isDone(),
                        () -> "ended() of a receipt, number=" + sent.number);
            }
            sent.handle.close();
        }
    }

    private Thread start(String name, Runnable body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (RuntimeException | Error e) {
                        failures.add(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void sender(int thread, Random own) {
        List<Sent> recent = new ArrayList<>();
        while (!over) {
            for (int i = own.nextInt(30); i >= 0; i--) {
                recent.add(send(thread, own));
            }
            if (own.nextInt(3) == 0) {
                unsend(recent.get(recent.size() - 1 - own.nextInt(Math.min(recent.size(), 20))), own);
            }
            if (recent.size() > 5_000) {
                // Enough to keep; not so many that looking at them takes longer than making them.
                return;
            }
            Await.sleep(own.nextInt(3));
        }
    }

    private Sent send(int thread, Random own) {
        long number = Frame.number();
        RecordHandle handle = Frame.handle(number, length(own));
        RecordSender sender = own.nextBoolean() ? groups.get(own.nextInt(2)) : anyWire(own).socket;
        SendOptions options = options(own);
        SendReceipt receipt = null;
        int accepted = 0;
        if (own.nextBoolean()) {
            receipt = sender.sendTracked(handle, options);
        } else {
            accepted = sender.send(handle, options).accepted();
        }
        Sent sent = new Sent(thread, number, handle, options, receipt, accepted);
        sends.add(sent);
        if (own.nextBoolean()) {
            handle.close();
        }
        return sent;
    }

    private void unsend(Sent sent, Random own) {
        switch (own.nextInt(8)) {
            case 0 -> anyWire(own).socket.unsendUrgency(own.nextInt(8));
            case 1 -> groups.get(own.nextInt(2)).unsendUrgency(own.nextInt(8));
            case 2 -> groups.get(own.nextInt(2)).unsendKey("key" + own.nextInt(4));
            case 3 -> unsends.add(new Taken(sent, groups.get(own.nextInt(2)).unsend(sent.handle)));
            case 4 -> unsends.add(new Taken(sent, anyWire(own).socket.unsend(sent.handle)));
            default -> unsends.add(new Taken(sent, sent.handle.unsend()));
        }
    }

    /** Slows, stalls, resets, closes, and moves members. */
    private void meddler(Random own) {
        while (!over) {
            Wire wire = anyWire(own);
            int dice = own.nextInt(100);
            boolean ended = wire.far.end() != null;
            if (dice < 15 && !ended) {
                wire.far.stall();
            } else if (dice < 30 && !ended) {
                wire.far.trickle(1 + own.nextInt(3000), own.nextInt(2_000_000));
            } else if (dice < 60 && !ended) {
                wire.far.resume();
            } else if (dice < 62 && !ended) {
                wire.far.reset();
            } else if (dice < 64) {
                wire.socket.close();
            } else if (dice < 65) {
                wire.socket.shutdownOutput();
            } else if (dice < 80) {
                groups.get(own.nextInt(2)).add(wire.socket);
            } else if (dice < 90) {
                groups.get(own.nextInt(2)).remove(wire.socket);
            } else {
                groups.forEach(RecordGroup::backlog);
                wire.socket.backlog();
            }
            Await.sleep(own.nextInt(8));
        }
    }

    private Wire anyWire(Random own) {
        return wires.get(own.nextInt(wires.size()));
    }

    private static SendOptions options(Random own) {
        SendOptions options = SendOptions.ofUrgency(own.nextInt(8));
        int dice = own.nextInt(100);
        if (dice < 10) {
            options = options.withFence();
        }
        if (dice % 10 == 1) {
            options = options.withLifetime(Duration.ofNanos(1 + own.nextInt(10_000_000)));
        }
        return dice % 10 == 2 ? options.withKey("key" + own.nextInt(4)) : options;
    }

    private static int length(Random own) {
        int dice = ThreadLocalRandom.current().nextInt(100);
        if (dice < 1) {
            return 100_000 + own.nextInt(200_000);
        }
        if (dice < 20) {
            return 900 + own.nextInt(10_000);
        }
        return Frame.HEADER + own.nextInt(300);
    }
}
