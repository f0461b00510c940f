package io.recordsockets.it.send;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSockets;
import io.recordsockets.SendOptions;
import io.recordsockets.SocketPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that end while something is left to do; each in a JVM of its own. */
final class ExitProgram {
    private ExitProgram() {}

    /** What to do, and where the receiver listens. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "exit" -> {
                send(Integer.parseInt(arguments[1]), Duration.ofSeconds(30));
                System.exit(7);
            }
            case "return" -> send(Integer.parseInt(arguments[1]), Duration.ofSeconds(30));
            case "time-out" -> send(Integer.parseInt(arguments[1]), Duration.ofMillis(500));
            case "hook" -> {
                RecordSocket socket = open(Integer.parseInt(arguments[1]), Duration.ofSeconds(30));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> sendLate(socket)));
            }
            case "first in a hook" ->
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        sendLate(open(Integer.parseInt(arguments[1]), Duration.ofSeconds(30)));
                    } catch (Exception e) {
                        System.out.println(e);
                    }
                }));
            case "hook, stalled" -> {
                RecordSocket socket = open(Integer.parseInt(arguments[1]), Duration.ofMillis(500));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> sendLate(socket)));
            }
            case "many" -> many(Integer.parseInt(arguments[1]));
            case "leak" -> leak();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static RecordSocket open(int port, Duration drainTimeout) throws Exception {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        RecordSocket socket = RecordSocket.attach(channel);
        socket.policy(SocketPolicy.DEFAULT.withDrainTimeout(drainTimeout));
        return socket;
    }

    /** In a hook that goes on when nothing has been queued for a while. */
    private static void sendLate(RecordSocket socket) {
        int accepted = 0;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        while (System.nanoTime() - deadline < 0) {
            Await.sleep(10);
        }
        for (int i = 1; i <= 400; i++) {
            try (RecordHandle handle = Frame.handle(i, 20_000)) {
                accepted += socket.send(handle, SendOptions.DEFAULT).accepted();
            }
        }
        System.out.println("accepted " + accepted);
    }

    /** Sockets of which some are closed when the JVM ends, and some are not. */
    private static void many(int port) throws Exception {
        List<RecordSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RecordSocket socket = open(port, Duration.ofMillis(500));
            sockets.add(socket);
            for (int j = 1; j <= 400; j++) {
                try (RecordHandle handle = Frame.handle(j, 20_000)) {
                    socket.send(handle, SendOptions.DEFAULT);
                }
            }
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> sockets.subList(0, 10).forEach(RecordSocket::close)));
        System.out.println("backlog");
    }

    private static void send(int port, Duration drainTimeout) throws Exception {
        RecordSocket socket = open(port, drainTimeout);
        for (int i = 1; i <= 400; i++) {
            try (RecordHandle handle = Frame.handle(i, 20_000)) {
                socket.send(handle, SendOptions.DEFAULT);
            }
        }
        System.out.println("backlog " + (socket.backlog().records() > 0));
    }

    /** Loses three handles. */
    private static void leak() throws Exception {
        for (int i = 0; i < 3; i++) {
            lose();
        }
        // Those that are closed are no leak.
        for (int i = 0; i < 100; i++) {
            Frame.handle(Frame.number(), 100).close();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (RecordSockets.status().sending().leakedHandles() < 3 && System.nanoTime() - deadline < 0) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(100);
        System.out.println("leaked " + RecordSockets.status().sending().leakedHandles());
    }

    private static void lose() {
        Frame.handle(Frame.number(), 1_000);
    }
}
