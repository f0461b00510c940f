package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The queue of one subscriber on plain NIO, first in, first out.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
final class PlainSubscriber {
    /** Buffers in one write; the kernel takes no more than 1024. */
    private static final int GATHERED = 64;

    private final SelectionKey key;
    private final SocketChannel channel;
    private final long limitBytes;
    private final PlainPublisher.Counters counters;
    private final Consumer<PlainSubscriber> onClose;

    /** Guarded by this, like all that follow. */
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();

    private final ByteBuffer[] gathered = new ByteBuffer[GATHERED];
    private long queuedBytes;
    private boolean closed;

    private record Entry(Message message, ByteBuffer bytes, long queuedNs) {}

    PlainSubscriber(
            SelectionKey key, long limitBytes, PlainPublisher.Counters counters, Consumer<PlainSubscriber> onClose) {
        this.key = key;
        this.channel = (SocketChannel) key.channel();
        this.limitBytes = limitBytes;
        this.counters = counters;
        this.onClose = onClose;
    }

    synchronized void send(Message message, long nowNs) {
        if (closed) {
            return;
        }
        if (queuedBytes > 0 && queuedBytes + message.length() > limitBytes) {
            disconnect();
            return;
        }
        boolean idle = queue.isEmpty();
        queue.add(new Entry(message, message.bytes().duplicate(), nowNs));
        queuedBytes += message.length();
        if (idle) {
            flush();
        }
    }

    /** The channel can be written to or read from. */
    synchronized void ready(ByteBuffer ignored) {
        try {
            if (key.isValid() && key.isReadable() && channel.read(ignored) < 0) {
                disconnect();
            }
        } catch (IOException e) {
            disconnect();
        }
        flush();
    }

    /** Writes until the socket is full or nothing is queued. */
    private void flush() {
        if (closed) {
            return;
        }
        try {
            while (!queue.isEmpty() && writeOnce()) {
                // goes on
            }
            int ops = queue.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
            if (key.interestOps() != ops) {
                key.interestOps(ops);
                key.selector().wakeup();
            }
        } catch (IOException e) {
            disconnect();
        }
    }

    /** @return whether all that was offered was taken */
    private boolean writeOnce() throws IOException {
        int count = 0;
        long offered = 0;
        for (Entry entry : queue) {
            if (count == GATHERED) {
                break;
            }
            gathered[count++] = entry.bytes;
            offered += entry.bytes.remaining();
        }
        long written = channel.write(gathered, 0, count);
        counters.writes.increment();
        queuedBytes -= written;
        long nowNs = System.nanoTime();
        while (!queue.isEmpty() && !queue.element().bytes.hasRemaining()) {
            Entry entry = queue.remove();
            counters.sentRecords.increment();
            if (entry.message.kind() != Message.Kind.BLOCK) {
                counters.urgentLatencies.add(nowNs - entry.queuedNs);
            }
        }
        return written == offered;
    }

    /** Whether some of it is still to be sent. */
    synchronized boolean hasQueued(Message message) {
        for (Entry entry : queue) {
            if (entry.message == message) {
                return true;
            }
        }
        return false;
    }

    synchronized long queuedBytes() {
        return queuedBytes;
    }

    private void disconnect() {
        if (!closed) {
            counters.disconnected.increment();
            close();
        }
    }

    synchronized void close() {
        closed = true;
        queue.clear();
        queuedBytes = 0;
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
        onClose.accept(this);
    }
}
