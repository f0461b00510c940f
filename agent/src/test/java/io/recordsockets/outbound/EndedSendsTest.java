package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.UnsendResult;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.Receiver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Sends that have ended, counted, beside a list of each of them. */
class EndedSendsTest {
    private record Ended(Connection receiver, Group group, boolean sent) {}

    private final Rig rig = new Rig();
    private final EndedSends ends = new EndedSends();
    private final List<Ended> model = new ArrayList<>();

    private Group group(Connection... members) {
        Group group = (Group) rig.engine.group(GroupPolicy.DEFAULT);
        for (Connection member : members) {
            group.add(member);
        }
        return group;
    }

    /** A send that ends everywhere: those that take nothing have it taken back. */
    private Delivery ended(Connection receiver, Group group) {
        Delivery delivery = (Delivery)
                (group == null ? rig.send(receiver, "record") : rig.send(group, "record", SendOptions.DEFAULT));
        rig.settle();
        for (Receiver each : delivery.receivers) {
            each.unsendUrgency(SendOptions.DEFAULT_URGENCY);
        }
        assertTrue(delivery.hasEnded());
        return delivery;
    }

    private void add(Connection receiver, Group group) {
        Delivery delivery = ended(receiver, group);
        ends.add(delivery);
        for (int i = 0; i < delivery.receivers.length; i++) {
            model.add(new Ended((Connection) delivery.receivers[i], group, delivery.at(i) == EntryState.SENT));
        }
    }

    private void check(Connection receiver, Group group) {
        Unsend unsend = new Unsend();
        ends.findFor(unsend, receiver, group == null ? null : group.queue());
        UnsendResult result = unsend.result();
        for (Connection each : model.stream().map(Ended::receiver).distinct().toList()) {
            IntPredicate matches = i -> model.get(i).receiver == each
                    && (receiver == null || receiver == each)
                    && (group == null || model.get(i).group == group);
            assertEquals(count(i -> matches.test(i) && model.get(i).sent), Collections.frequency(result.sent(), each));
            assertEquals(
                    count(i -> matches.test(i) && !model.get(i).sent), Collections.frequency(result.ended(), each));
        }
        assertEquals(0, result.unsent().size() + result.started().size());
    }

    private int count(IntPredicate matches) {
        int count = 0;
        for (int i = 0; i < model.size(); i++) {
            count += matches.test(i) ? 1 : 0;
        }
        return count;
    }

    @Test
    void countsByReceiverAndGroupAsTheListDoes() {
        Connection[] receivers = {
            rig.connection(FakeTransport.ENDLESS), rig.connection(FakeTransport.ENDLESS), rig.full()
        };
        Group both = group(receivers[0], receivers[1]);
        Group all = group(receivers);
        Random random = new Random(1);
        for (int step = 0; step < 300; step++) {
            Connection receiver = receivers[random.nextInt(3)];
            Group group = random.nextInt(3) == 0 ? null : random.nextBoolean() ? both : all;
            for (int times = random.nextInt(4); times >= 0; times--) {
                add(receiver, group);
            }
            check(null, null);
            check(receiver, null);
            check(null, both);
            check(receiver, all);
        }
        assertTrue(ends.size() <= 9, "size=" + ends.size());
    }

    @Test
    void groupsThatAreGoneTakeNoMemoryAndTheirSendsStayCounted() throws InterruptedException {
        Connection one = rig.connection(FakeTransport.ENDLESS);
        Connection two = rig.connection(FakeTransport.ENDLESS);
        Group kept = group(one, two);
        int sends = 0;
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        do {
            for (int i = 0; i < 20; i++) {
                ends.add(ended(null, kept));
                Group gone = group(one, two);
                ends.add(ended(null, gone));
                gone.remove(one);
                gone.remove(two);
                sends++;
            }
            System.gc();
            Thread.sleep(1);
        } while ((sends < 200 || ends.size() > 100) && System.nanoTime() - untilNs < 0);
        assertTrue(ends.size() <= 100, "size=" + ends.size() + ", sends=" + sends);
        Unsend through = new Unsend();
        ends.findFor(through, one, kept.queue());
        assertEquals(sends, through.result().sent().size());
        Unsend all = new Unsend();
        ends.findFor(all, null, null);
        assertEquals(4 * sends, all.result().sent().size());
    }

    @Test
    void receiversThatAreGoneTakeNoMemory() throws InterruptedException {
        Connection kept = rig.connection(FakeTransport.ENDLESS);
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        int sends = 0;
        do {
            for (int i = 0; i < 20; i++) {
                Connection gone = rig.connection(FakeTransport.ENDLESS);
                ends.add(ended(gone, null));
                gone.close();
                rig.settle();
                ends.add(ended(kept, null));
                sends++;
            }
            System.gc();
            Thread.sleep(1);
        } while ((sends < 200 || ends.size() > 100) && System.nanoTime() - untilNs < 0);
        assertTrue(ends.size() <= 100, "size=" + ends.size() + ", sends=" + sends);
        Unsend unsend = new Unsend();
        ends.findFor(unsend, kept, null);
        assertEquals(sends, unsend.result().sent().size());
    }

    @Test
    void theAnswerIsAListOfRuns() {
        Connection one = rig.connection(0);
        Connection two = rig.connection(0);
        ReceiverList.Builder builder = new ReceiverList.Builder();
        List<RecordSocket> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Connection receiver = i % 3 == 0 ? one : two;
            builder.add(receiver, i % 4);
            expected.addAll(Collections.nCopies(i % 4, receiver));
        }
        assertEquals(expected, builder.build());
        assertEquals(
                List.copyOf(expected),
                UnsendResult.of(expected, List.of(), List.of(), builder.build()).ended());
        assertTrue(builder.build().contains(two));
        builder.add(one, 1L << 40);
        assertEquals(Integer.MAX_VALUE, builder.build().size());
        assertEquals(one, builder.build().get(Integer.MAX_VALUE - 1));
        assertTrue(builder.build().toString().endsWith(" x " + (1L << 40) + "]"));
    }
}
