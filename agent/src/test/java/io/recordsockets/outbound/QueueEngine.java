package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.recordsockets.outbound.transport.RecordChannelTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import sun.nio.ch.RecordOutbound;

/**
 * The least that can send on a joined channel: a queue of bytes with a limit, and a thread that writes it to the socket. The
 * test says when the thread may write, and so when there is a backlog.
 *
 * <p><b>Threading:</b> any thread; the monitor guards the fields.
 */
final class QueueEngine implements RecordOutbound {
    private final int limit;
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::run, "queue-engine");
    private RecordChannelTransport transport;
    private SelectionKey key;
    private int queued;
    private boolean paused;
    private boolean roomWanted;
    private boolean shutdownWanted;
    private boolean closeWanted;
    private boolean ended;
    private boolean handedOver;
    private int writesTaken;

    QueueEngine(int limit) throws IOException {
        this.limit = limit;
    }

    QueueEngine join(SocketChannel channel) throws IOException {
        synchronized (this) {
            transport = new RecordChannelTransport(channel);
            transport.join((RecordOutbound) this);
            key = transport.register(selector, 0, null);
        }
        thread.start();
        return this;
    }

    RecordChannelTransport transport() {
        return transport;
    }

    /** Nothing is written to the socket until {@link #resume()}. */
    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        selector.wakeup();
    }

    /** A record of the engine's own. */
    synchronized void enqueue(byte[] record) {
        queue.add(ByteBuffer.wrap(record));
        queued += record.length;
        selector.wakeup();
    }

    synchronized int writesTaken() {
        return writesTaken;
    }

    synchronized boolean wasHandedOver() {
        return handedOver;
    }

    // -- What the channel asks

    @Override
    public synchronized int write(ByteBuffer src) throws IOException {
        if (shutdownWanted || closeWanted) {
            throw new ClosedChannelException();
        }
        writesTaken++;
        int n = Math.min(Math.max(limit - queued, 0), src.remaining());
        if (n < src.remaining()) {
            roomWanted = true;
        }
        ByteBuffer copy = ByteBuffer.allocate(n);
        for (int i = 0; i < n; i++) {
            copy.put(src.get());
        }
        if (n > 0) {
            queue.add(copy.flip());
            queued += n;
            selector.wakeup();
        }
        return n;
    }

    @Override
    public synchronized long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += write(srcs[i]);
        }
        return sum;
    }

    @Override
    public synchronized boolean writable() {
        boolean writable = queued < limit || shutdownWanted || closeWanted;
        roomWanted |= !writable;
        return writable;
    }

    @Override
    public synchronized boolean shutdownOutput() {
        shutdownWanted = true;
        return queued > 0;
    }

    @Override
    public synchronized boolean close() {
        closeWanted = true;
        return queued > 0;
    }

    @Override
    public void handedOver() {
        assertFalse(Thread.holdsLock(this));
        synchronized (this) {
            handedOver = true;
        }
        transport.handedOver();
        selector.wakeup();
    }

    @Override
    public void closing(Runnable work) {
        new Thread(work, "queue-engine-close").start();
    }

    // -- The thread that writes

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                selector.select();
                if (!Thread.currentThread().isInterrupted()) {
                    selector.selectedKeys().clear();
                    step();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void step() throws IOException {
        boolean room;
        boolean shutdown = false;
        boolean close = false;
        synchronized (this) {
            flush();
            room = roomWanted && queued < limit;
            if (room) {
                roomWanted = false;
            }
            if (queued == 0 && !ended) {
                close = closeWanted && handedOver;
                shutdown = shutdownWanted && !close;
                ended = close || shutdown;
            }
        }
        if (room) {
            transport.room();
        }
        if (shutdown) {
            transport.shutdownOutput();
        }
        if (close) {
            transport.close(false);
            selector.wakeup();
        }
    }

    private void flush() throws IOException {
        if (paused || !key.isValid()) {
            return;
        }
        while (!queue.isEmpty()) {
            queued -= transport.write(queue.peek());
            if (queue.peek().hasRemaining()) {
                break;
            }
            queue.remove();
        }
        key.interestOps(queue.isEmpty() ? 0 : SelectionKey.OP_WRITE);
    }

    /** Ends the thread. */
    void end() throws IOException {
        thread.interrupt();
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }
}
