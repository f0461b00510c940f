package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendingStatistics;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
import io.recordsockets.outbound.queue.Bundle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Threads that send, take back, replace and close, against connections that take random amounts. Runs for {@code
 * stress.seconds}, 3 by default; {@code stress.seed} repeats the choices, though not the interleaving.
 */
class OutboundStressTest {
    private static final int SENDERS = 3;
    private static final int SENDS = 1000;
    private static final int CONNECTIONS = 4;
    private static final int NUMBER_BITS = 20;

    /** A full bundle has room, but not much beside it. */
    private static final int MAX_BYTES = Bundle.MAX_BYTES + 20_000;

    private static final int MAX_RECORDS = Bundle.MAX_RECORDS + 10;

    @Test
    void nothingIsLostMixedOrEndedTwice() throws Exception {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("stress.seconds", 3));
        long seed = Long.getLong("stress.seed", System.nanoTime());
        do {
            try {
                new Round(new Random(seed)).run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("stress.seed=" + seed, e);
            }
            seed++;
        } while (System.nanoTime() - untilNs < 0);
    }

    private static final class Round {
        private final Random random;
        private final Rig rig = new Rig(false);
        private final Connection[] connections = new Connection[CONNECTIONS];
        private final Group group = rig.burstGroup(GroupPolicy.DEFAULT);
        private final List<List<Sent>> sends = new ArrayList<>();
        private final List<Thread> senders = new ArrayList<>();
        private final AtomicReference<Throwable> problem = new AtomicReference<>();
        private volatile boolean stopped;

        Round(Random random) {
            this.random = random;
            for (int i = 0; i < CONNECTIONS; i++) {
                connections[i] = rig.connection(random.nextInt(100_000));
                group.add(connections[i]);
            }
            connections[0].policy(SocketPolicy.DEFAULT.withLimits(50_000, 100).withOverflow(Overflow.BLOCK));
            connections[1].policy(
                    SocketPolicy.DEFAULT.withLimits(MAX_BYTES, MAX_RECORDS).withOverflow(Overflow.DROP_OLDEST));
        }

        private Thread start(String name, Body body) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            body.run();
                        } catch (Throwable e) {
                            problem.compareAndSet(null, e);
                        }
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private interface Body {
            void run() throws Exception;
        }

        void run() throws Exception {
            Thread flusher = start("flusher", () -> {
                while (!stopped) {
                    rig.flusher.pass();
                }
            });
            long networkSeed = random.nextLong();
            Thread network = start("network", () -> network(new Random(networkSeed)));
            for (int i = 0; i < SENDERS; i++) {
                int number = i;
                long seed = random.nextLong();
                sends.add(new ArrayList<>());
                senders.add(start("sender " + i, () -> send(number, new Random(seed))));
            }
            for (Thread sender : senders) {
                join(sender);
            }
            for (Connection connection : connections) {
                Rig.transport(connection).allow(FakeTransport.ENDLESS);
                connection.close();
            }
            for (Connection connection : connections) {
                connection
                        .closed()
                        .handle((done, e) -> null)
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            }
            stopped = true;
            rig.selector.wakeup();
            join(flusher);
            join(network);
            if (problem.get() != null) {
                throw new AssertionError("in a thread", problem.get());
            }
            check();
        }

        private void join(Thread thread) throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            if (thread.isAlive()) {
                AssertionError stuck = new AssertionError("does not end: " + thread.getName() + " "
                        + List.of(connections) + ", problem=" + problem.get());
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            }
        }

        private void network(Random random) {
            int closing = random.nextInt(20_000);
            for (int step = 0; !stopped; step++) {
                Connection connection = connections[random.nextInt(CONNECTIONS)];
                int most = 1 + random.nextInt(10_000);
                Rig.transport(connection).appetite = n -> Math.min(n, most);
                Rig.transport(connection).allow(random.nextInt(20_000));
                assertTrue(connections[1].backlog().records() <= MAX_RECORDS, "more records than the limit");
                assertTrue(connections[1].backlog().bytes() <= MAX_BYTES, "more bytes than the limit");
                if (step == closing) {
                    connections[2].close();
                } else if (step == closing + 1000) {
                    Rig.transport(connections[3]).fail(new IOException("by the test"));
                }
                if (random.nextInt(20) == 0) {
                    Thread.yield();
                }
            }
        }

        private void send(int thread, Random random) {
            List<Sent> mine = sends.get(thread);
            // Most of what goes to the group then can be bundled.
            boolean inBurst = false;
            for (int i = 0; i < SENDS; i++) {
                SendOptions options = SendOptions.ofUrgency(inBurst ? thread : random.nextInt(8));
                if (random.nextInt(inBurst ? 30 : 5) == 0) {
                    options = options.withKey(random.nextInt(3));
                }
                if (random.nextInt(inBurst ? 30 : 8) == 0) {
                    options = options.withFence();
                }
                if (random.nextInt(inBurst ? 30 : 10) == 0) {
                    options = options.withLifetime(Duration.ofNanos(1 + random.nextInt(1_000_000)));
                }
                Sent sent = new Sent(rig.engine, thread << NUMBER_BITS | i, 1 << random.nextInt(15), options);
                if (random.nextInt(60) == 0) {
                    inBurst = !inBurst;
                }
                sent.receipt = inBurst || random.nextInt(3) == 0
                        ? group.sendTracked(sent.record, options)
                        : connections[random.nextInt(CONNECTIONS)].sendTracked(sent.record, options);
                mine.add(sent);
                if (random.nextInt(inBurst ? 20 : 4) == 0) {
                    takeBack(mine.get(random.nextInt(mine.size())));
                }
                if (random.nextInt(50) == 0) {
                    connections[random.nextInt(CONNECTIONS)].unsendKey(random.nextInt(3));
                }
                if (random.nextInt(100) == 0) {
                    group.unsendUrgency(random.nextInt(8));
                }
                sent.record.close();
            }
        }

        /** What unsend answers is so, and stays so. */
        private static void takeBack(Sent sent) {
            UnsendResult result = sent.record.unsend();
            SendReceipt receipt = sent.receipt;
            assertEquals(
                    receipt.receivers(),
                    result.unsent().size()
                            + result.started().size()
                            + result.sent().size()
                            + result.ended().size());
            for (int i = 0; i < receipt.receivers(); i++) {
                RecordSocket receiver = receipt.receiver(i);
                RecordState state = receipt.state(i);
                if (result.unsent().contains(receiver)) {
                    assertEquals(RecordState.UNSENT, state);
                } else if (result.started().contains(receiver)) {
                    assertTrue(
                            state == RecordState.STARTED || state == RecordState.SENT || state == RecordState.FAILED);
                } else {
                    assertEquals(result.sent().contains(receiver), state == RecordState.SENT);
                    assertTrue(state.isEnd());
                }
            }
        }

        private void check() throws Exception {
            long ends = 0;
            for (List<Sent> ofOne : sends) {
                for (Sent sent : ofOne) {
                    sent.receipt.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
                    ends += sent.receipt.receivers();
                }
            }
            for (Connection connection : connections) {
                List<Sent.Seen> seen = Sent.parse(Rig.transport(connection).written());
                checkStates(connection, seen);
                checkOrder(seen);
                Rig.assertEmpty(connection);
            }
            assertEquals(0, group.backlog().records());
            assertEquals(0, group.backlog().bytes());
            assertEquals(0, group.size());
            SendingStatistics all = rig.engine.statistics();
            long counted = all.sent() + all.unsent() + all.expired() + all.superseded() + all.failed();
            assertTrue(counted <= ends, "ends=" + ends + ", counted=" + counted);
            assertEquals(0, all.queuedRecords());
            assertEquals(0, all.sockets());
        }

        private void checkStates(Connection connection, List<Sent.Seen> seen) {
            Map<Integer, List<Sent>> byReceiver = new HashMap<>();
            for (List<Sent> ofOne : sends) {
                for (Sent sent : ofOne) {
                    for (int i = 0; i < sent.receipt.receivers(); i++) {
                        if (sent.receipt.receiver(i) == connection) {
                            byReceiver
                                    .computeIfAbsent(i, key -> new ArrayList<>())
                                    .add(sent);
                        }
                    }
                }
            }
            Map<Integer, Sent.Seen> there = new HashMap<>();
            for (Sent.Seen record : seen) {
                if (record.number() >= 0) {
                    assertEquals(null, there.put(record.number(), record), "is there once");
                }
            }
            byReceiver.forEach((receiver, its) -> {
                List<Sent.Seen> theirs = new ArrayList<>();
                for (Sent sent : its) {
                    Sent.Seen record = there.remove(sent.number);
                    if (record != null) {
                        theirs.add(record);
                    }
                }
                Sent.checkWhole(its, theirs, receiver);
            });
            assertEquals(Map.of(), there, "nobody sent these");
        }

        /** Of one thread: first in, first out within an urgency, and nothing older behind a fence. */
        private void checkOrder(List<Sent.Seen> seen) {
            Map<Integer, Integer> newest = new HashMap<>();
            Map<Integer, Integer> fence = new HashMap<>();
            for (Sent.Seen record : seen) {
                if (record.number() < 0) {
                    continue;
                }
                int thread = record.number() >> NUMBER_BITS;
                Sent sent = sends.get(thread).get(record.number() & (1 << NUMBER_BITS) - 1);
                assertTrue(fence.getOrDefault(thread, -1) < sent.number, () -> sent + " is behind a newer fence");
                if (sent.options.fenced()) {
                    fence.put(thread, sent.number);
                } else {
                    Integer before = newest.put(thread << 3 | sent.options.urgency(), sent.number);
                    assertTrue(before == null || before < sent.number, () -> sent + " is behind #" + before);
                }
            }
        }
    }
}
