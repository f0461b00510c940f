package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Backlog;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSender;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.UnsendResult;
import io.recordsockets.it.send.QueueModel.Item;
import io.recordsockets.it.send.QueueModel.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random calls on connections that stand still, against {@link QueueModel}: each answer and the order of arrival. */
@Timeout(7200)
public class QueueModelContract {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final List<QueueModel> models = new ArrayList<>();
    private final List<QueueModel> members = new ArrayList<>();
    private final List<Sent> sends = new ArrayList<>();
    private Totals before;
    private RecordGroup group;
    private Random random;

    @Test
    void answersAndArrivesAsTheModel() {
        Trial.forSeconds("queue model", Trial.seconds(8, 600), this::run);
    }

    private void run(Random seeded) throws Exception {
        random = seeded;
        before = Totals.quiet();
        models.clear();
        members.clear();
        sends.clear();
        group = RecordGroup.create();
        try {
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                models.add(new QueueModel(Wire.Kind.values()[random.nextInt(3)]));
            }
            models.forEach(this::join);
            for (int i = 20 + random.nextInt(150); i > 0; i--) {
                step();
            }
            models.forEach(QueueModel::compare);
            end();
        } finally {
            for (QueueModel model : models) {
                model.wire.close();
            }
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 60 || sends.isEmpty()) {
            send();
        } else if (dice < 70) {
            Sent sent = any(sends);
            RecordHandle handle = sent.handle();
            expect(handle.unsend(), item -> item.handle == handle, true, models);
        } else if (dice < 76) {
            unsendAt(item -> item.byGroup, group, models);
        } else if (dice < 84) {
            QueueModel model = any(models);
            unsendAt(item -> true, model.wire.socket, List.of(model));
        } else if (dice < 90) {
            closeHandle(any(sends));
        } else if (dice < 95) {
            change(any(models));
        } else {
            models.forEach(QueueModel::compare);
            compareGroup();
        }
    }

    private void send() {
        // Each record once: one that is there twice has no place in an order. Those come in the tests of handles.
        long number = Frame.number();
        RecordHandle handle = Frame.handle(number, length());
        boolean byGroup = random.nextBoolean();
        SendOptions options = options(byGroup);
        List<QueueModel> to = byGroup ? List.copyOf(members) : List.of(any(models));
        RecordSender sender = byGroup ? group : to.get(0).wire.socket;
        boolean brief = SHORT.equals(options.lifetime());
        SendReceipt receipt = null;
        if (brief || random.nextBoolean()) {
            receipt = sender.sendTracked(handle, options);
            assertEquals(to.size(), receipt.receivers());
        } else {
            assertEquals(to.size(), sender.send(handle, options).accepted(), "receivers of a send");
        }
        Sent sent = new Sent(number, handle, options, receipt);
        sends.add(sent);
        for (QueueModel model : to) {
            model.add(sent, receipt == null ? -1 : indexOf(receipt, model), byGroup);
        }
        if (brief) {
            expire(sent, to);
        }
    }

    private void expire(Sent sent, List<QueueModel> at) {
        SendReceipt receipt = sent.receipt();
        Await.until(
                () -> receipt.count(RecordState.EXPIRED) == at.size(),
                () -> "expires at " + at.size() + " receivers that stand still, expired="
                        + receipt.count(RecordState.EXPIRED));
        for (QueueModel model : at) {
            model.items.get(model.items.size() - 1).state = RecordState.EXPIRED;
        }
        assertTrue(receipt.ended().toCompletableFuture().isDone() || awaitEnded(receipt));
    }

    private static boolean awaitEnded(SendReceipt receipt) {
        Await.until(() -> receipt.ended().toCompletableFuture().isDone(), "ended() completes");
        return true;
    }

    private static int indexOf(SendReceipt receipt, QueueModel model) {
        for (int i = 0; i < receipt.receivers(); i++) {
            if (receipt.receiver(i) == model.wire.socket) {
                return i;
            }
        }
        throw new AssertionError("no receiver of the receipt: " + model.wire.socket);
    }

    private void unsendAt(Predicate<Item> here, RecordSender sender, List<QueueModel> at) {
        switch (random.nextInt(3)) {
            case 0 -> {
                RecordHandle handle = any(sends).handle();
                expect(sender.unsend(handle), here.and(item -> item.handle == handle), false, at);
            }
            case 1 -> {
                Object key = key(sender != group);
                Predicate<Item> which = item -> item.state == RecordState.QUEUED && key.equals(item.options.key());
                expect(sender.unsendKey(key), here.and(which), false, at);
            }
            default -> {
                int urgency = random.nextInt(8);
                Predicate<Item> which = item -> item.state == RecordState.QUEUED && item.options.urgency() == urgency;
                expect(sender.unsendUrgency(urgency), here.and(which), false, at);
            }
        }
    }

    private void expect(UnsendResult answer, Predicate<Item> which, boolean all, List<QueueModel> at) {
        int taken = 0;
        for (QueueModel model : at) {
            Map<RecordState, Integer> expected = model.unsend(which);
            taken += expected.getOrDefault(RecordState.QUEUED, 0);
            model.expect(expected, answer, all);
        }
        assertEquals(taken, answer.unsent().size(), "unsent in all");
    }

    private void closeHandle(Sent sent) {
        sent.handle().close();
        sent.handle().close();
        assertTrue(sent.handle().isClosed());
        assertThrows(IllegalStateException.class, () -> group.send(sent.handle()));
        assertThrows(
                IllegalStateException.class,
                () -> any(models).wire.socket.sendTracked(sent.handle(), SendOptions.DEFAULT));
    }

    private void change(QueueModel model) {
        if (members.contains(model)) {
            assertEquals(false, group.add(model.wire.socket), "added twice");
            assertTrue(group.remove(model.wire.socket), "removed");
            members.remove(model);
            assertEquals(false, group.remove(model.wire.socket), "removed twice");
        } else {
            join(model);
        }
        assertEquals(members.size(), group.size());
        assertEquals(members.stream().map(m -> m.wire.socket).toList(), group.members());
    }

    private void join(QueueModel model) {
        assertTrue(group.add(model.wire.socket), "added");
        members.add(model);
    }

    private void compareGroup() {
        List<Item> waiting = models.stream()
                .flatMap(model -> model.queued().stream())
                .filter(item -> item.byGroup)
                .toList();
        long records = waiting.stream().map(item -> item.number).distinct().count();
        long bytes = waiting.stream()
                .filter(item -> waiting.stream()
                                .filter(i -> i.number == item.number)
                                .findFirst()
                                .get()
                        == item)
                .mapToLong(item -> item.length)
                .sum();
        Backlog backlog = group.backlog();
        assertEquals(records, backlog.records(), () -> "records of the group's " + backlog);
        assertEquals(bytes, backlog.bytes(), () -> "bytes of the group's " + backlog);
    }

    private void end() {
        for (Sent sent : sends) {
            sent.handle().close();
        }
        boolean failed = false;
        for (QueueModel model : models) {
            if (random.nextInt(5) == 0) {
                model.fail();
                failed = true;
            } else {
                model.deliver();
            }
        }
        for (Sent sent : sends) {
            if (sent.receipt() != null) {
                awaitEnded(sent.receipt());
            }
        }
        Await.until(() -> group.backlog().equals(Backlog.EMPTY), () -> "group's " + group.backlog());
        Totals.now().minus(before).expect(states());
        if (failed) {
            Await.until(
                    () -> group.members().stream().allMatch(m -> m.isOpen()), "members that failed leave the group");
        }
    }

    private Map<RecordState, Long> states() {
        Map<RecordState, Long> states = new java.util.EnumMap<>(RecordState.class);
        models.forEach(model -> model.items.forEach(item -> states.merge(item.state, 1L, Long::sum)));
        return states;
    }

    private SendOptions options(boolean byGroup) {
        SendOptions options = SendOptions.ofUrgency(random.nextInt(8));
        int dice = random.nextInt(100);
        if (dice < 15) {
            options = options.withFence();
        } else if (dice < 40) {
            options = options.withKey(key(!byGroup || random.nextInt(4) == 0));
        } else if (dice < 43) {
            options = options.withLifetime(SHORT);
        } else if (dice < 50) {
            options = options.withLifetime(LONG);
        }
        return options;
    }

    private String key(boolean any) {
        return (any && random.nextBoolean() ? "socket" : "group") + random.nextInt(3);
    }

    private int length() {
        return switch (random.nextInt(10)) {
            case 0 -> Frame.HEADER;
            case 1 -> 1000 + random.nextInt(100);
            case 2 -> 60_000 + random.nextInt(20_000);
            default -> Frame.HEADER + random.nextInt(500);
        };
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
