package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Backlog;
import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordSender;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Random sends, ends and short writes on one connection, beside a model that only remembers. Some sends go to a group of which
 * the connection is a member, beside one that takes all.
 */
class OutboundPropertyTest {
    private static final Duration NO_STARVATION = Duration.ofHours(1);

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void whatLeavesIsWholeInOrderAndEndedOnce(@ForAll long seed) throws Exception {
        new Run(new Random(seed)).run();
    }

    private static final class Run {
        private final Random random;
        private final Rig rig = new Rig();
        private final Connection connection = rig.connection(0);
        private final FakeTransport transport = Rig.transport(connection);
        private final Connection other = rig.connection(FakeTransport.ENDLESS);
        private final Group group = rig.burstGroup(GroupPolicy.DEFAULT, connection, other);
        private final List<Sent> sends = new ArrayList<>();
        private final int longest;

        Run(Random random) {
            this.random = random;
            this.longest = 1 << (random.nextInt(20) == 0 ? 17 : 4 + random.nextInt(9));
            SocketPolicy policy = SocketPolicy.DEFAULT.withMaxWait(NO_STARVATION);
            if (random.nextInt(4) == 0) {
                policy = policy.withLimits(8L * longest, 1 + random.nextInt(40));
                policy = policy.withOverflow(random.nextBoolean() ? Overflow.FAIL : Overflow.DROP_OLDEST);
            }
            connection.policy(policy);
        }

        void run() throws Exception {
            int steps = 20 + random.nextInt(300);
            for (int step = 0; step < steps; step++) {
                step();
                if (step % 4 == 0) {
                    checkBacklog();
                }
            }
            int end = random.nextInt(3);
            if (end == 0) {
                transport.fail(new IOException("by the test"));
            } else if (end == 1) {
                connection.close();
            }
            transport.allow(FakeTransport.ENDLESS);
            rig.settle();
            if (end == 0) {
                connection.outbound().lifecycle().fail(new IOException("by the test"));
            }
            check();
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0:
                    checkAnswer(sends.isEmpty() ? null : any().record.unsend());
                    break;
                case 1:
                    checkAnswer(connection.unsendKey(random.nextInt(3)));
                    break;
                case 2:
                    if (random.nextInt(4) == 0) {
                        checkAnswer(connection.unsendUrgency(random.nextInt(8)));
                    }
                    break;
                case 3:
                    if (random.nextBoolean()) {
                        transport.duringWrite = this::sendSome;
                    }
                    transport.allow(1 + random.nextInt(4 * longest));
                    rig.settle();
                    break;
                case 4:
                    int most = 1 + random.nextInt(longest);
                    transport.appetite = n -> Math.min(n, most);
                    transport.allow(1 + random.nextInt(longest));
                    rig.settle();
                    transport.appetite = n -> n;
                    break;
                case 5:
                    SendOptions options = SendOptions.ofUrgency(random.nextInt(8));
                    for (int i = random.nextInt(12); i >= 0; i--) {
                        send(group, options);
                    }
                    break;
                default:
                    send();
                    break;
            }
        }

        private Sent any() {
            return sends.get(random.nextInt(sends.size()));
        }

        private void sendSome() {
            for (int i = random.nextInt(4); i >= 0; i--) {
                send().fromWrite++;
            }
        }

        private Sent send() {
            SendOptions options = SendOptions.ofUrgency(random.nextInt(8));
            if (random.nextInt(5) == 0) {
                options = options.withKey(random.nextInt(3));
            }
            if (random.nextInt(8) == 0) {
                options = options.withFence();
            }
            if (random.nextInt(8) == 0) {
                options = options.withLifetime(random.nextBoolean() ? Duration.ofNanos(1) : Duration.ofHours(1));
            }
            return send(random.nextInt(3) == 0 ? group : connection, options);
        }

        private Sent send(RecordSender to, SendOptions options) {
            Sent sent = new Sent(rig.engine, sends.size(), random.nextInt(longest), options);
            sent.fromWrite = transport.taken.size();
            sends.add(sent);
            sent.receipt = to.sendTracked(sent.record, options);
            sent.record.close();
            return sent;
        }

        private void checkAnswer(UnsendResult result) {
            if (result != null) {
                assertTrue(result.started().size() <= 1, "one record at most has begun");
                assertFalse(result.started().contains(other));
            }
        }

        /** What is queued is what has no end. */
        private void checkBacklog() {
            long bytes = 0;
            int records = 0;
            for (Sent sent : sends) {
                if (!sent.receipt.state(0).isEnd()) {
                    bytes += sent.length;
                    records++;
                }
            }
            bytes -= Sent.begun(transport.written());
            assertEquals(records, connection.backlog().records());
            assertEquals(bytes, connection.backlog().bytes());
        }

        private void check() throws Exception {
            List<Sent.Seen> seen = Sent.parse(transport.written());
            Sent.checkStates(sends, seen, 0);
            Rig.assertEmpty(connection);
            List<Sent> both =
                    sends.stream().filter(sent -> sent.receipt.receivers() == 2).collect(Collectors.toList());
            Sent.checkStates(both, Sent.parse(Rig.transport(other).written()), 1);
            Rig.assertEmpty(other);
            assertEquals(Backlog.EMPTY, group.backlog());
            assertEquals(
                    sends.size() + both.size(),
                    rig.engine.statistics().sent()
                            + rig.engine.statistics().unsent()
                            + rig.engine.statistics().expired()
                            + rig.engine.statistics().superseded()
                            + rig.engine.statistics().failed());
            checkOrder(seen);
            checkSuperseded();
            for (Sent sent : sends) {
                SendReceipt same = sent.receipt.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);
                assertEquals(sent.receipt, same);
            }
        }

        private void checkOrder(List<Sent.Seen> seen) {
            for (int i = 0; i < seen.size(); i++) {
                if (seen.get(i).number() < 0) {
                    continue;
                }
                Sent first = sends.get(seen.get(i).number());
                int write = writeAt(seen.get(i).position());
                for (int j = i + 1; j < seen.size(); j++) {
                    if (seen.get(j).number() >= 0) {
                        checkOrder(first, write, sends.get(seen.get(j).number()));
                    }
                }
            }
        }

        private void checkOrder(Sent first, int write, Sent second) {
            String both = first + " in write " + write + " before " + second;
            boolean older = second.number < first.number;
            assertTrue(!older || !first.options.fenced(), () -> "a fence holds: " + both);
            int by = Integer.compare(second.options.urgency(), first.options.urgency());
            assertTrue(by != 0 || !older, () -> "the older goes first: " + both);
            if (by < 0 && second.fromWrite <= write) {
                assertTrue(behindFence(second), () -> "the more urgent goes first: " + both);
            }
        }

        /** Whether it may have waited for a fence: its own, or that of an earlier one of its urgency. */
        private boolean behindFence(Sent sent) {
            return sends.subList(0, sent.number + 1).stream()
                    .anyMatch(s -> s.options.fenced() && s.options.urgency() == sent.options.urgency());
        }

        /** The write that took the byte at a position. */
        private int writeAt(int position) {
            long end = 0;
            for (int write = 0; write < transport.taken.size(); write++) {
                end += transport.taken.get(write);
                if (position < end) {
                    return write;
                }
            }
            throw new AssertionError("not written: " + position);
        }

        private void checkSuperseded() {
            Map<Object, Integer> newest = new HashMap<>();
            for (Sent sent : sends) {
                if (sent.options.key() != null) {
                    newest.put(sent.options.key(), sent.number);
                }
            }
            for (Sent sent : sends) {
                if (sent.receipt.state(0) == RecordState.SUPERSEDED) {
                    assertTrue(newest.get(sent.options.key()) > sent.number, () -> sent + " has a newer one");
                }
            }
        }
    }
}
