package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.Overflow;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.it.send.Plugged.Sent;
import java.io.EOFException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Virtual threads that receive and wait for room; for JDK 21 and later. */
public class VirtualThreadSends {
    /** Far more than there are carriers, so that one that is held shows. */
    private static final int MANY = 300;

    @Test
    void manyReceiveAndSendWithBlock() throws Exception {
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            SocketChannel[] pair = Wire.pair(Wire.Kind.BLOCKING, Wire.USUAL);
            RecordSocket near = RecordSocket.attach(pair[0], Wire.framing());
            RecordSocket far = RecordSocket.attach(pair[1], Wire.framing());
            far.policy(Wire.PATIENT.withLimits(20_000, 5).withOverflow(Overflow.BLOCK));
            tasks.add(start(() -> receiveAll(near)).task);
            tasks.add(start(() -> sendAll(far)).task);
        }
        for (int i = 0; i < MANY; i++) {
            int received = tasks.get(2 * i).get(18, TimeUnit.SECONDS);
            assertEquals(tasks.get(2 * i + 1).get(18, TimeUnit.SECONDS), received);
        }
    }

    private static int sendAll(RecordSocket socket) {
        int accepted = 0;
        for (int i = 0; i < 50; i++) {
            try (RecordHandle handle = Frame.handle(Frame.number(), 5_000)) {
                accepted += socket.send(handle).accepted();
            }
        }
        socket.close();
        assertEquals(50, accepted);
        return accepted;
    }

    private static int receiveAll(RecordSocket socket) throws Exception {
        int received = 0;
        long last = 0;
        try {
            while (true) {
                try (RecordHandle record = socket.receive()) {
                    long number = Frame.numberOf(record.bytes());
                    assertTrue(number > last, "order");
                    last = number;
                    received++;
                }
            }
        } catch (EOFException e) {
            socket.close();
            return received;
        }
    }

    @Test
    void waitingDoesNotHoldTheCarriers() throws Exception {
        List<Wire> wires = new ArrayList<>();
        List<Started<RecordHandle>> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Wire wire = Wire.framed(Wire.Kind.BLOCKING);
            wires.add(wire);
            waiting.add(start(wire.socket::receive));
        }
        Await.sleep(100);
        // Were every carrier held, this one would not run.
        assertEquals(1, start(() -> 1).task.get(5, TimeUnit.SECONDS));
        for (int i = 0; i < MANY; i++) {
            wires.get(i).far.channel().write(Frame.bytes(Frame.number(), 100));
            waiting.get(i).task.get(5, TimeUnit.SECONDS).close();
        }
        Wire.closeAll(wires);
    }

    @Test
    void sendersThatWaitDoNotHoldTheCarriers() throws Exception {
        List<Wire> wires = new ArrayList<>();
        List<Started<Sent>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Wire wire = Wire.stalled(Wire.Kind.BLOCKING);
            wires.add(wire);
            wire.socket.policy(Wire.PATIENT.withLimits(1_000, 1).withOverflow(Overflow.BLOCK));
            Plugged.send(wire.socket, QueueModel.PLUG_BYTES, SendOptions.DEFAULT);
            waiting.add(start(() -> Plugged.send(wire.socket, 100, SendOptions.DEFAULT)));
        }
        Await.sleep(100);
        assertEquals(1, start(() -> 1).task.get(5, TimeUnit.SECONDS));
        waiting.get(0).thread.interrupt();
        waiting.get(0).task.get(5, TimeUnit.SECONDS).expectFailed();
        for (int i = 1; i < 20; i++) {
            assertTrue(!waiting.get(i).task.isDone(), "waits for room");
            wires.get(i).far.resume();
        }
        for (int i = 1; i < 20; i++) {
            Started<Sent> sender = waiting.get(i);
            Wire wire = wires.get(i);
            Await.until(
                    sender.task::isDone,
                    () -> "a sender has room, thread=" + sender.thread.getState() + ", " + wire.socket.backlog() + ", "
                            + wire.far);
            wire.far.awaitCount(2);
        }
        Wire.closeAll(wires);
    }

    @Test
    void interruptEndsAReceive() throws Exception {
        try (Wire wire = Wire.framed(Wire.Kind.NON_BLOCKING)) {
            Started<Throwable> started = start(() -> {
                try {
                    wire.socket.receive();
                    return null;
                } catch (Exception e) {
                    return e;
                }
            });
            Await.sleep(50);
            started.thread.interrupt();
            assertInstanceOf(InterruptedException.class, started.task.get(5, TimeUnit.SECONDS));
            assertTrue(wire.socket.isOpen());
        }
    }

    private static <T> Started<T> start(Callable<T> action) throws ReflectiveOperationException {
        // The sources are for JDK 17.
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        FutureTask<T> task = new FutureTask<>(action);
        return new Started<>(task, (Thread) start.invoke(null, task));
    }

    private record Started<T>(FutureTask<T> task, Thread thread) {}
}
