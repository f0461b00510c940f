package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to a node, read by one thread. Plain NIO: what a node sends with records is read like any other stream.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Subscribers implements AutoCloseable {
    private static final int READ_BYTES = 256 << 10;

    private final Selector selector;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "subscribers");
    private volatile int open;
    private volatile boolean closed;

    /**
     * How a subscriber reads.
     *
     * @param tally what it counts in
     * @param bytesPerSecond no more than these; 0 for as fast as it can
     * @param stalls whether it stops reading after the first record
     */
    record Manner(Tally tally, long bytesPerSecond, boolean stalls) {}

    /** One connection. Used by the thread alone. */
    private static final class Subscriber {
        final SelectionKey key;
        final Manner manner;
        final RecordChecker checker;

        /** Null where nothing limits it. */
        final Pace pace;

        Subscriber(SelectionKey key, Manner manner) {
            this.key = key;
            this.manner = manner;
            checker = new RecordChecker(manner.tally);
            pace = manner.bytesPerSecond == 0 ? null : new Pace(manner.bytesPerSecond, System.nanoTime());
        }

        /** @return false at the end of the stream */
        boolean read(ByteBuffer buffer) throws IOException {
            int allowed =
                    pace == null ? buffer.capacity() : Math.min(buffer.capacity(), pace.allowed(System.nanoTime()));
            if (allowed == 0) {
                key.interestOps(0);
                return true;
            }
            int count = ((SocketChannel) key.channel()).read(buffer.clear().limit(allowed));
            if (count < 0) {
                return false;
            }
            if (pace != null) {
                pace.take(count);
            }
            checker.accept(buffer.flip());
            if (manner.stalls && checker.records() > 0) {
                key.interestOps(0);
            }
            return true;
        }

        /** Goes on if it is time to. @return when it is; {@link Long#MAX_VALUE} if it does not wait for a time */
        long resumeAt(long nowNs) {
            boolean waits = pace != null && key.isValid() && key.interestOps() == 0 && !manner.stalls;
            if (!waits) {
                return Long.MAX_VALUE;
            }
            if (pace.dueNs() <= nowNs) {
                key.interestOps(SelectionKey.OP_READ);
                return Long.MAX_VALUE;
            }
            return pace.dueNs();
        }
    }

    private Subscribers() throws IOException {
        selector = Selector.open();
    }

    /** Connects one subscriber for each of these, and begins to read. */
    static Subscribers connect(SocketAddress address, List<Manner> manners) throws IOException {
        Subscribers subscribers = new Subscribers();
        try {
            for (Manner manner : manners) {
                SocketChannel channel = SocketChannel.open(address);
                channel.configureBlocking(false);
                SelectionKey key = channel.register(subscribers.selector, SelectionKey.OP_READ);
                Subscriber subscriber = new Subscriber(key, manner);
                key.attach(subscriber);
                subscribers.subscribers.add(subscriber);
            }
        } catch (IOException e) {
            subscribers.closeAll();
            throw new IOException("cannot connect: address=" + address + ", " + e.getMessage(), e);
        }
        subscribers.open = manners.size();
        subscribers.thread.setDaemon(true);
        subscribers.thread.start();
        return subscribers;
    }

    /** How many are connected. */
    int open() {
        return open;
    }

    Thread thread() {
        return thread;
    }

    /** Closes the connections, with whatever the node had still to send. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        Threads.join(thread);
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try {
            while (!closed) {
                selector.select(key -> read((Subscriber) key.attachment(), buffer), untilNextMs());
            }
        } catch (IOException e) {
            System.err.println("broadcast: subscribers end: " + e);
        } finally {
            closeAll();
            open = 0;
        }
    }

    /** Lets those go on whose time has come. @return milliseconds until the next, 0 if none waits for a time */
    private long untilNextMs() {
        long nowNs = System.nanoTime();
        long nextNs = Long.MAX_VALUE;
        for (Subscriber subscriber : subscribers) {
            nextNs = Math.min(nextNs, subscriber.resumeAt(nowNs));
        }
        return nextNs == Long.MAX_VALUE ? 0 : Math.max(1, (nextNs - nowNs) / 1_000_000);
    }

    private void read(Subscriber subscriber, ByteBuffer buffer) {
        boolean goesOn = false;
        try {
            goesOn = subscriber.read(buffer);
        } catch (IOException e) {
            // a reset; or no record, which is counted
        }
        if (!goesOn) {
            close(subscriber.key);
            open--;
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    private void closeAll() {
        subscribers.forEach(subscriber -> close(subscriber.key));
        try {
            selector.close();
        } catch (IOException e) {
            // nothing is left that it could select
        }
    }
}
