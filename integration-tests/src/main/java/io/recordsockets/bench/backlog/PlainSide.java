package io.recordsockets.bench.backlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Plain NIO as it is usually written: a queue of buffers for each connection, first in first out, and a selector thread that
 * writes as much as a socket takes. It takes back what nothing has been written of; what the socket has taken is gone.
 *
 * <p><b>Threading:</b> each queue is guarded by its receiver's lock. The selector thread is the only one that writes.
 */
final class PlainSide implements Side {
    private final List<Receiver> receivers = new ArrayList<>();
    private Selector selector;
    private Thread thread;

    /** A buffer in a queue, and the record it belongs to. */
    private record Entry(Object record, ByteBuffer rest) {}

    /** A connection; guarded by itself but for the key. */
    private static final class Receiver {
        final SocketChannel channel;
        final Deque<Entry> queue = new ArrayDeque<>();
        long queuedBytes;
        SelectionKey key;

        Receiver(SocketChannel channel) {
            this.channel = channel;
        }
    }

    @Override
    public void open(List<SocketChannel> channels) throws IOException {
        selector = Selector.open();
        for (SocketChannel channel : channels) {
            channel.configureBlocking(false);
            Receiver receiver = new Receiver(channel);
            receiver.key = channel.register(selector, 0, receiver);
            receivers.add(receiver);
        }
        thread = new Thread(this::serve, "selector");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Object make(ByteBuffer bytes) {
        return bytes;
    }

    @Override
    public void dispose(Object record) {
        // the collector takes it
    }

    @Override
    public void send(int receiver, Object record, boolean urgent) {
        Receiver to = receivers.get(receiver);
        ByteBuffer bytes = ((ByteBuffer) record).duplicate();
        boolean first;
        synchronized (to) {
            first = to.queue.isEmpty();
            to.queue.add(new Entry(record, bytes));
            to.queuedBytes += bytes.remaining();
        }
        if (first) {
            to.key.interestOpsOr(SelectionKey.OP_WRITE);
            selector.wakeup();
        }
    }

    @Override
    public void sendToAll(Object record) {
        for (int i = 0; i < receivers.size(); i++) {
            send(i, record, false);
        }
    }

    @Override
    public long queuedBytes(int receiver) {
        Receiver of = receivers.get(receiver);
        synchronized (of) {
            return of.queuedBytes;
        }
    }

    @Override
    public String withdraw(Object record) {
        StringBuilder answers = new StringBuilder();
        for (Receiver receiver : receivers) {
            synchronized (receiver) {
                answers.append(withdraw(receiver, record));
            }
        }
        return answers.toString();
    }

    private static char withdraw(Receiver receiver, Object record) {
        Iterator<Entry> entries = receiver.queue.iterator();
        while (entries.hasNext()) {
            Entry entry = entries.next();
            if (entry.record() == record) {
                if (entry.rest().position() > 0) {
                    return STARTED;
                }
                entries.remove();
                receiver.queuedBytes -= entry.rest().remaining();
                return TAKEN_BACK;
            }
        }
        return SENT;
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
            }
        } catch (IOException | ClosedSelectorException e) {
            if (selector.isOpen()) {
                System.err.println("selector failed: cause=" + e);
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            writable((Receiver) key.attachment());
        } catch (IOException e) {
            // the receiver has gone
            key.cancel();
        }
    }

    private static void writable(Receiver receiver) throws IOException {
        synchronized (receiver) {
            for (Entry head = receiver.queue.peek(); head != null; head = receiver.queue.peek()) {
                receiver.queuedBytes -= receiver.channel.write(head.rest());
                if (head.rest().hasRemaining()) {
                    return;
                }
                receiver.queue.remove();
            }
            receiver.key.interestOps(0);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Receiver receiver : receivers) {
            receiver.channel.close();
        }
        receivers.clear();
    }
}
