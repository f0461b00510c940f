package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.UnsendResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Unsend in one thread, and in another what it races with: each answer is what the receiver saw. */
@Timeout(3600)
public class RaceContract {
    private final ExecutorService other = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "other");
        thread.setDaemon(true);
        return thread;
    });
    private final CyclicBarrier together = new CyclicBarrier(2);
    private final Random random = new Random();

    /** One record that was sent once, to one receiver, and then taken back, or tried to. */
    private record Try(long number, SendReceipt receipt, UnsendResult answer) {}

    @AfterEach
    void end() {
        other.shutdownNow();
    }

    @Test
    void againstTheFlusher() throws Exception {
        try (Wire wire = Wire.open()) {
            List<Try> tries = new ArrayList<>();
            for (int i = 0; i < Trial.times(4_000, 400_000); i++) {
                List<RecordHandle> handles = new ArrayList<>();
                List<Long> numbers = new ArrayList<>();
                prepare(handles, numbers, 1 + random.nextInt(6));
                // What is before the last one keeps the flusher busy, so that the last is on its way to it.
                Future<List<SendReceipt>> sending = other.submit(() -> send(wire, handles));
                RecordHandle last = handles.get(handles.size() - 1);
                together.await(10, TimeUnit.SECONDS);
                spin(random.nextInt(3_000));
                UnsendResult answer = last.unsend();
                List<SendReceipt> receipts = sending.get(10, TimeUnit.SECONDS);
                handles.forEach(RecordHandle::close);
                tries.add(new Try(numbers.get(numbers.size() - 1), receipts.get(receipts.size() - 1), answer));
            }
            finish(wire, tries, false);
        }
    }

    @Test
    void againstTheFlusherOfAFullSocket() throws Exception {
        try (Wire wire = Wire.open(Wire.Kind.NON_BLOCKING, Wire.TINY)) {
            wire.far.trickle(700, 100_000);
            List<Try> tries = new ArrayList<>();
            for (int i = 0; i < Trial.times(3_000, 100_000); i++) {
                long number = Frame.number();
                RecordHandle handle = Frame.handle(number, 400 + random.nextInt(2_000));
                SendReceipt receipt = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
                spin(random.nextInt(200_000));
                UnsendResult answer = wire.socket.unsend(handle);
                handle.close();
                tries.add(new Try(number, receipt, answer));
            }
            wire.far.resume();
            finish(wire, tries, false);
        }
    }

    @Test
    void againstClose() throws Exception {
        race(false);
    }

    @Test
    void againstAPeerThatResets() throws Exception {
        race(true);
    }

    @Test
    void twoThreadsTakeTheSameBack() throws Exception {
        try (Wire wire = Wire.stalled(Wire.Kind.NON_BLOCKING)) {
            RecordHandle plug = Frame.handle(Frame.number(), QueueModel.PLUG_BYTES);
            wire.socket.send(plug);
            for (int i = 0; i < Trial.times(2_000, 100_000); i++) {
                RecordHandle handle = Frame.handle(Frame.number(), 100);
                SendReceipt receipt = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
                Future<UnsendResult> theirs = other.submit((Callable<UnsendResult>) () -> {
                    together.await(10, TimeUnit.SECONDS);
                    return handle.unsend();
                });
                together.await(10, TimeUnit.SECONDS);
                UnsendResult mine = wire.socket.unsend(handle);
                UnsendResult other = theirs.get(10, TimeUnit.SECONDS);
                assertEquals(1, mine.unsent().size() + other.unsent().size(), "taken back once");
                assertEquals(RecordState.UNSENT, receipt.state(0));
                handle.close();
            }
            plug.close();
        }
    }

    @Test
    void expiryAgainstTheFlusher() throws Exception {
        try (Wire wire = Wire.open(Wire.Kind.BLOCKING, Wire.TINY)) {
            wire.far.trickle(500, 50_000);
            List<Try> tries = new ArrayList<>();
            for (int i = 0; i < Trial.times(2_000, 100_000); i++) {
                long number = Frame.number();
                RecordHandle handle = Frame.handle(number, 1_000 + random.nextInt(100));
                SendOptions options =
                        SendOptions.DEFAULT.withLifetime(java.time.Duration.ofNanos(1 + random.nextInt(2_000_000)));
                tries.add(new Try(number, wire.socket.sendTracked(handle, options), null));
                handle.close();
                spin(random.nextInt(400_000));
            }
            wire.far.resume();
            finish(wire, tries, false);
        }
    }

    /** Each try is a connection of its own, that ends while records are sent and taken back. */
    private void race(boolean reset) throws Exception {
        for (int i = 0; i < Trial.times(400, 20_000); i++) {
            try (Wire wire = Wire.open(Wire.Kind.values()[i % 2], i % 3 == 0 ? Wire.TINY : Wire.USUAL)) {
                List<RecordHandle> handles = new ArrayList<>();
                List<Long> numbers = new ArrayList<>();
                prepare(handles, numbers, 12);
                Future<?> ending = other.submit(() -> {
                    together.await(10, TimeUnit.SECONDS);
                    spin(random.nextInt(150_000));
                    if (reset) {
                        wire.far.reset();
                    } else {
                        wire.socket.close();
                    }
                    return null;
                });
                together.await(10, TimeUnit.SECONDS);
                List<Try> sent = new ArrayList<>();
                List<Try> tries = new ArrayList<>();
                for (int k = 0; k < handles.size(); k++) {
                    SendReceipt receipt = wire.socket.sendTracked(handles.get(k), SendOptions.DEFAULT);
                    int back = random.nextInt(k + 1);
                    sent.add(new Try(numbers.get(k), receipt, null));
                    if (random.nextBoolean()) {
                        Try earlier = sent.get(back);
                        UnsendResult answer = handles.get(back).unsend();
                        check(earlier, answer, wire);
                        tries.add(new Try(earlier.number, earlier.receipt, answer));
                    }
                }
                ending.get(10, TimeUnit.SECONDS);
                tries.addAll(sent);
                finish(wire, tries, reset);
                handles.forEach(RecordHandle::close);
            }
        }
    }

    private void prepare(List<RecordHandle> handles, List<Long> numbers, int count) {
        for (int k = 0; k < count; k++) {
            numbers.add(Frame.number());
            handles.add(Frame.handle(numbers.get(k), Frame.HEADER + random.nextInt(3_000)));
        }
    }

    private List<SendReceipt> send(Wire wire, List<RecordHandle> handles) throws Exception {
        List<SendReceipt> receipts = new ArrayList<>();
        together.await(10, TimeUnit.SECONDS);
        for (RecordHandle handle : handles) {
            receipts.add(wire.socket.sendTracked(handle, SendOptions.DEFAULT));
        }
        return receipts;
    }

    /** Just after the answer: it names the one receiver once. */
    private static void check(Try of, UnsendResult answer, Wire wire) {
        int named = answer.unsent().size()
                + answer.started().size()
                + answer.sent().size()
                + answer.ended().size();
        assertEquals(1, named, () -> "receivers named, number=" + of.number + ", " + answer);
    }

    private static void spin(long ns) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < ns) {
            Thread.onSpinWait();
        }
    }

    /** Closes, waits for the end, and compares each answer with what came. */
    private static void finish(Wire wire, List<Try> tries, boolean reset) {
        wire.socket.close();
        wire.far.awaitEnd();
        Await.until(() -> wire.socket.closed().toCompletableFuture().isDone(), "closed() completes");
        wire.far.verify();
        Set<Long> came = new HashSet<>();
        for (long number : wire.far.numbers()) {
            came.add(number);
        }
        for (Try one : tries) {
            boolean here = came.contains(one.number);
            RecordState state = one.receipt.state(0);
            String what = one + ", state=" + state + ", came=" + here + ", " + wire.far;
            assertTrue(state.isEnd(), what);
            if (state == RecordState.SENT) {
                assertTrue(here || reset, what);
            } else {
                assertFalse(here, what);
            }
            if (one.answer != null) {
                compare(one.answer, state, here, reset, what);
            }
        }
    }

    private static void compare(UnsendResult answer, RecordState state, boolean came, boolean reset, String what) {
        if (!answer.unsent().isEmpty()) {
            assertEquals(RecordState.UNSENT, state, what);
            assertFalse(came, what);
        }
        if (!answer.sent().isEmpty()) {
            assertEquals(RecordState.SENT, state, what);
        }
        if (!answer.started().isEmpty()) {
            assertTrue(state == RecordState.SENT || reset && state == RecordState.FAILED, what);
        }
        if (!answer.ended().isEmpty()) {
            assertTrue(state != RecordState.SENT, what);
        }
    }
}
