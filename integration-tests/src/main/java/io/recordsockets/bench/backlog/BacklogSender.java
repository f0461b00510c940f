package io.recordsockets.bench.backlog;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends to receivers that are slower than it is, in the way that its argument names.
 *
 * <p>Arguments: {@code plain|records ADDRESS PORT}. Prints {@code ready}, and obeys a line each:
 *
 * <pre>
 * open RECEIVERS             waits for them, each of which says its number; answers "opened"
 * keep BYTES SIZE,SIZE...    from here on, so many bytes of bulk wait for each receiver, in records of its size; "keeping"
 * urgent COUNT EVERY_US      so many urgent records to each receiver, at that pace; answers "sent"
 * bulk COUNT SIZE            so many bulk records to each receiver, the same to all, from number 0 on; answers "sent"
 * withdraw KEPT              takes them back but each KEPTth, the oldest first; for each a line "withdrawn ID NS ANSWERS",
 *                            where NS is when the call began, and then "end"
 * stop                       keeps no bulk any more, so that receivers may go; answers "stopped"
 * close                      disconnects all; answers "closed"
 * </pre>
 */
public final class BacklogSender {
    private static final int BACKLOG = 1024;
    private static final int URGENT_BYTES = 64;
    private static final long TOP_UP_NS = 1_000_000;

    private final Side side;
    private final ServerSocketChannel listener;
    private final List<Object> bulk = new ArrayList<>();
    private int receivers;
    private Thread keeper;
    private volatile boolean keeping;

    private BacklogSender(Side side, ServerSocketChannel listener) {
        this.side = side;
        this.listener = listener;
    }

    /** Sends until the control pipe ends. */
    public static void main(String[] args) throws IOException {
        Side side = args[0].equals("records") ? new RecordsSide() : new PlainSide();
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(args[1], Integer.parseInt(args[2])), BACKLOG);
        System.out.println("ready");
        Commands.obey(new BacklogSender(side, listener)::handle);
    }

    private void handle(String[] words) throws IOException, InterruptedException {
        switch (words[0]) {
            case "open" -> {
                open(Integer.parseInt(words[1]));
                System.out.println("opened");
            }
            case "keep" -> {
                keep(Long.parseLong(words[1]), words[2].split(","));
                System.out.println("keeping");
            }
            case "urgent" -> {
                urgent(Integer.parseInt(words[1]), Long.parseLong(words[2]) * 1000);
                System.out.println("sent");
            }
            case "bulk" -> {
                bulk(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                System.out.println("sent");
            }
            case "withdraw" -> {
                withdraw(Integer.parseInt(words[1]));
                System.out.println("end");
            }
            case "stop" -> {
                stop();
                System.out.println("stopped");
            }
            case "close" -> {
                close();
                System.out.println("closed");
            }
            default ->
                throw new IOException("unknown command: name=" + words[0]
                        + "; known: open, keep, urgent, bulk, withdraw, stop, close");
        }
    }

    private void open(int count) throws IOException {
        SocketChannel[] channels = new SocketChannel[count];
        for (int i = 0; i < count; i++) {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer number = ByteBuffer.allocate(1);
            if (channel.read(number) != 1) {
                throw new IOException("a receiver does not say its number");
            }
            channels[number.get(0)] = channel;
        }
        receivers = count;
        side.open(Arrays.asList(channels));
    }

    /** Looks at each backlog every millisecond, in which the link carries little of it. */
    private void keep(long bytes, String[] sizes) {
        List<Object> records = new ArrayList<>();
        for (String size : sizes) {
            records.add(side.make(Wire.record(Integer.parseInt(size), Wire.BULK, 0)));
        }
        keeping = true;
        keeper = new Thread(() -> topUp(bytes, records), "keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    private void topUp(long bytes, List<Object> records) {
        try {
            while (keeping) {
                for (int i = 0; i < receivers; i++) {
                    while (side.queuedBytes(i) < bytes) {
                        side.send(i, records.get(i), false);
                    }
                }
                LockSupport.parkNanos(TOP_UP_NS);
            }
            records.forEach(side::dispose);
        } catch (IOException | RuntimeException e) {
            Commands.fail("backlog cannot be kept: cause=" + e);
        }
    }

    private void urgent(int count, long everyNs) throws IOException {
        long nextNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            while (nextNs - System.nanoTime() > 0) {
                LockSupport.parkNanos(nextNs - System.nanoTime());
            }
            for (int receiver = 0; receiver < receivers; receiver++) {
                long nowNs = System.nanoTime();
                Object record = side.make(Wire.record(URGENT_BYTES, Wire.URGENT + i, nowNs));
                side.send(receiver, record, true);
                side.dispose(record);
            }
            nextNs += everyNs;
        }
    }

    private void bulk(int count, int size) throws IOException {
        for (int i = 0; i < count; i++) {
            Object record = side.make(Wire.record(size, i, System.nanoTime()));
            bulk.add(record);
            side.sendToAll(record);
        }
    }

    private void withdraw(int kept) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < bulk.size(); i++) {
            if (i % kept != kept - 1) {
                long nowNs = System.nanoTime();
                String answers = side.withdraw(bulk.get(i));
                lines.append("withdrawn " + i + " " + nowNs + " " + answers + "\n");
            }
        }
        System.out.print(lines);
    }

    private void stop() throws InterruptedException {
        keeping = false;
        if (keeper != null) {
            keeper.join();
        }
    }

    private void close() throws IOException {
        side.close();
        bulk.forEach(side::dispose);
        bulk.clear();
    }
}
