package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Blocking calls in virtual threads; for JDK 21 and later. */
public class VirtualThreadContract {
    @Test
    void echoes200ConnectionsEachInItsThread() throws Exception {
        boolean slow = "bytes".equals(System.getProperty("recordsockets.it.payload"));
        int rounds = slow ? 3 : 20;
        try (ServerSocketChannel listener = Pair.listen()) {
            List<FutureTask<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel server = listener.accept();
                byte[] sent = Payload.of(100 + i);
                tasks.add(start(() -> {
                            try (server) {
                                ByteBuffer buffer = ByteBuffer.allocate(64);
                                while (server.read(buffer) >= 0) {
                                    server.write(buffer.flip());
                                    buffer.clear();
                                }
                            }
                            return 0;
                        })
                        .task);
                tasks.add(start(() -> {
                            try (client) {
                                for (int round = 0; round < rounds; round++) {
                                    Pair.writeFully(client, sent);
                                    assertArrayEquals(sent, Pair.readFully(client, sent.length));
                                }
                            }
                            return 0;
                        })
                        .task);
            }
            for (FutureTask<Integer> task : tasks) {
                assertEquals(0, task.get(15, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void readsByTheAdaptorWithTimeOut() throws Exception {
        try (Pair pair = Pair.open()) {
            pair.server.socket().setSoTimeout(100);
            assertEquals(
                    SocketTimeoutException.class,
                    failure(() -> pair.server.socket().getInputStream().read())
                            .task
                            .get(10, TimeUnit.SECONDS)
                            .getClass());
            byte[] sent = Payload.of(80);
            Pair.writeFully(pair.client, sent);
            assertArrayEquals(
                    sent,
                    start(() -> pair.server.socket().getInputStream().readNBytes(80))
                            .task
                            .get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void closeEndsBlockingRead() throws Exception {
        try (Pair pair = Pair.open()) {
            Started<Throwable> read = failure(() -> pair.server.read(ByteBuffer.allocate(10)));
            Background.until(() -> read.thread.getState() == Thread.State.WAITING);
            pair.server.close();
            assertEquals(
                    AsynchronousCloseException.class,
                    read.task.get(10, TimeUnit.SECONDS).getClass());
        }
    }

    @Test
    void interruptEndsBlockingRead() throws Exception {
        try (Pair pair = Pair.open()) {
            Started<Throwable> read = failure(() -> pair.server.read(ByteBuffer.allocate(10)));
            Background.until(() -> read.thread.getState() == Thread.State.WAITING);
            read.thread.interrupt();
            assertEquals(
                    ClosedByInterruptException.class,
                    read.task.get(10, TimeUnit.SECONDS).getClass());
            assertFalse(pair.server.isOpen());
        }
    }

    private static Started<Throwable> failure(Callable<?> action) throws ReflectiveOperationException {
        return start(() -> {
            try {
                action.call();
                return null;
            } catch (Throwable t) {
                return t;
            }
        });
    }

    private static <T> Started<T> start(Callable<T> action) throws ReflectiveOperationException {
        // The sources are for JDK 17.
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        FutureTask<T> task = new FutureTask<>(action);
        return new Started<>(task, (Thread) start.invoke(null, task));
    }

    private record Started<T>(FutureTask<T> task, Thread thread) {}
}
