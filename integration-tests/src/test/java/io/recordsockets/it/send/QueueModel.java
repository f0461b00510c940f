package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Backlog;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The queue of one connection as the documentation has it, told of each call. The connection behind it is stopped by a
 * record that has begun, so that nothing begins while calls are made and each answer is known beforehand.
 *
 * <p><b>Threading:</b> one thread.
 */
final class QueueModel {
    static final int PLUG_BYTES = 1 << 20;

    /** A record at this receiver. */
    static final class Item {
        final long number;
        final long length;
        final RecordHandle handle;
        final SendOptions options;
        final boolean byGroup;

        /** Null where the send was not tracked. */
        final SendReceipt receipt;

        final int index;

        RecordState state = RecordState.QUEUED;

        Item(Sent sent, int index, boolean byGroup) {
            this.number = sent.number;
            this.length = sent.handle.length();
            this.handle = sent.handle;
            this.options = sent.options;
            this.receipt = sent.receipt;
            this.index = index;
            this.byGroup = byGroup;
        }

        @Override
        public String toString() {
            return "number=" + number + ", " + options + ", state=" + state;
        }
    }

    /** A send. */
    record Sent(long number, RecordHandle handle, SendOptions options, SendReceipt receipt) {}

    final Wire wire;
    final List<Item> items = new ArrayList<>();
    private final Sent plug;
    private Item plugItem;

    /** Plugs the connection. */
    QueueModel(Wire.Kind kind) throws Exception {
        wire = Wire.stalled(kind);
        SocketPolicy policy = Wire.PATIENT.withLimits(64L << 20, 100_000).withKernelBytes(0);
        wire.socket.policy(policy);
        plug = track(PLUG_BYTES);
        Await.until(
                () -> plug.receipt.state(0) == RecordState.STARTED,
                () -> "plug begins, state=" + plug.receipt.state(0));
        long left;
        do {
            left = wire.socket.backlog().bytes();
            Await.sleep(3);
        } while (left != wire.socket.backlog().bytes());
    }

    private Sent track(int length) {
        long number = Frame.number();
        RecordHandle handle = Frame.handle(number, length);
        SendReceipt receipt = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
        Sent sent = new Sent(number, handle, SendOptions.DEFAULT, receipt);
        plugItem = new Item(sent, 0, false);
        plugItem.state = RecordState.STARTED;
        items.add(plugItem);
        return sent;
    }

    /** The record was accepted here, through the group or by itself. */
    void add(Sent sent, int index, boolean byGroup) {
        Object key = sent.options.key();
        for (Item item : queued()) {
            if (key != null && key.equals(item.options.key())) {
                item.state = RecordState.SUPERSEDED;
            }
        }
        items.add(new Item(sent, index, byGroup));
    }

    List<Item> queued() {
        return items.stream().filter(item -> item.state == RecordState.QUEUED).toList();
    }

    /** Takes it back: how many there are at this receiver in each list of the answer. */
    Map<RecordState, Integer> unsend(Predicate<Item> which) {
        Map<RecordState, Integer> expected = new HashMap<>();
        for (Item item : items) {
            if (which.test(item)) {
                expected.merge(item.state, 1, Integer::sum);
                if (item.state == RecordState.QUEUED) {
                    item.state = RecordState.UNSENT;
                }
            }
        }
        return expected;
    }

    /** Whether an answer has of this receiver what the model has. */
    void expect(Map<RecordState, Integer> expected, UnsendResult answer, boolean all) {
        assertEquals(count(expected, RecordState.QUEUED), count(answer.unsent()), () -> "unsent of " + expected);
        if (all) {
            assertEquals(count(expected, RecordState.STARTED), count(answer.started()), () -> "started of " + expected);
            assertEquals(0, count(answer.sent()), () -> "sent of " + expected);
            int ended = count(expected, RecordState.UNSENT)
                    + count(expected, RecordState.EXPIRED)
                    + count(expected, RecordState.SUPERSEDED)
                    + count(expected, RecordState.FAILED);
            assertEquals(ended, count(answer.ended()), () -> "ended of " + expected);
        }
    }

    private static int count(Map<RecordState, Integer> counts, RecordState state) {
        return counts.getOrDefault(state, 0);
    }

    private int count(List<RecordSocket> receivers) {
        return (int) receivers.stream().filter(s -> s == wire.socket).count();
    }

    /** Whether receipts and backlog say what the model says. */
    void compare() {
        for (Item item : items) {
            if (item.receipt != null) {
                assertEquals(item.state, item.receipt.state(item.index), () -> "state of " + item);
            }
        }
        List<Item> queued = queued();
        Backlog backlog = wire.socket.backlog();
        assertEquals(queued.size() + 1, backlog.records(), "records of the backlog");
        long bytes = queued.stream().mapToLong(item -> item.length).sum();
        assertTrue(
                backlog.bytes() > bytes && backlog.bytes() < bytes + PLUG_BYTES,
                () -> "bytes of the backlog, queued=" + bytes + ", plug=" + PLUG_BYTES + ", " + backlog);
        assertTrue(backlog.oldest().toNanos() > 0, backlog::toString);
    }

    /** Lets the receiver read: all that is queued comes, and nothing else, in the order that was promised. */
    void deliver() {
        wire.far.resume();
        List<Item> queued = queued();
        wire.far.awaitCount(queued.size() + 1);
        expectOrder(queued);
        plugItem.state = RecordState.SENT;
        for (Item item : queued) {
            item.state = RecordState.SENT;
        }
        Await.until(() -> wire.socket.backlog().records() == 0, () -> "backlog empty, " + wire.socket.backlog());
        assertEquals(Backlog.EMPTY, wire.socket.backlog());
        expectReceipts();
    }

    /** The receiver resets: what is queued fails, and what has begun. */
    void fail() {
        wire.far.reset();
        for (Item item : items) {
            if (!item.state.isEnd()) {
                item.state = RecordState.FAILED;
            }
        }
        Await.until(() -> plug.receipt.state(0) == RecordState.FAILED, "plug fails after a reset");
        Await.until(() -> wire.socket.closed().toCompletableFuture().isDone(), "closed() completes after a reset");
        assertTrue(wire.socket.closed().toCompletableFuture().isCompletedExceptionally(), "closed() tells the failure");
        expectReceipts();
    }

    private void expectReceipts() {
        for (Item item : items) {
            SendReceipt receipt = item.receipt;
            if (receipt != null) {
                int i = item.index;
                assertEquals(item.state, receipt.state(i), () -> "end of " + item);
                assertEquals(item.state == RecordState.FAILED, receipt.cause(i) != null, () -> "cause of " + item);
                assertTrue(receipt.endedAfter(i).toNanos() >= 0, () -> "end after the send, " + item);
                boolean started = item.state == RecordState.SENT || item == plugItem;
                assertEquals(started, receipt.startedAfter(i) != null, () -> "startedNs of " + item);
            }
        }
    }

    private void expectOrder(List<Item> queued) {
        List<Long> order = new ArrayList<>();
        order.add(plugItem.number);
        List<Item> left = new ArrayList<>(queued);
        while (!left.isEmpty()) {
            Item next = next(left);
            left.remove(next);
            order.add(next.number);
        }
        List<Long> came = LongStream.of(wire.far.numbers()).boxed().toList();
        assertEquals(order, came, () -> "order of " + queued);
    }

    /** The most urgent that does not have to wait for a fence: its own, or that of an earlier one of its urgency. */
    private static Item next(List<Item> left) {
        for (int u = 0; u < 8; u++) {
            for (Item first : left) {
                if (first.options.urgency() == u) {
                    // What was queued when a fenced one came is what is left before it.
                    if (!first.options.fenced() || left.get(0) == first) {
                        return first;
                    }
                    break;
                }
            }
        }
        throw new AssertionError("the oldest may always go: " + left);
    }
}
