package io.recordsockets.outbound;

import io.recordsockets.outbound.transport.ApplicationCalls;
import io.recordsockets.outbound.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A connection without a socket: takes as many bytes as it was given room for, and keeps them. What comes in is put in by
 * the test.
 *
 * <p><b>Threading:</b> guarded by its own monitor, which is not held while {@link #duringWrite} runs.
 */
final class FakeTransport implements Transport {
    /** Takes everything. */
    static final long ENDLESS = Long.MAX_VALUE / 2;

    private final FakeSelector selector;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ArrayDeque<byte[]> incoming = new ArrayDeque<>();
    private boolean endOfStream;
    private long room;
    private IOException failure;

    /** What happens in the middle of the next write, before any byte is taken; then it is null. */
    volatile Runnable duringWrite;

    /** What a close takes before it has closed; null for nothing. */
    volatile Runnable duringClose;

    /** How much of what there is room for a write takes. */
    volatile IntUnaryOperator appetite = IntUnaryOperator.identity();

    /** How many bytes each write took, and what it was offered. */
    final List<Long> taken = new ArrayList<>();

    /** How many writes were from a file. */
    int fromFile;

    /** What was called beside reads and writes, in order. */
    final List<String> calls = new ArrayList<>();

    RuntimeException registerFailure;
    boolean closed;

    FakeTransport(FakeSelector selector, long room) {
        this.selector = selector;
        this.room = room;
    }

    // -- For the test

    /** Takes so many bytes more. */
    void allow(long bytes) {
        synchronized (this) {
            room = Math.min(room + bytes, ENDLESS);
        }
        selector.poke();
    }

    /** Writes and reads fail from here on. */
    void fail(IOException cause) {
        synchronized (this) {
            failure = cause;
        }
        selector.poke();
    }

    void arrive(byte[] bytes) {
        synchronized (this) {
            incoming.add(bytes.clone());
        }
        selector.poke();
    }

    void end() {
        synchronized (this) {
            endOfStream = true;
        }
        selector.poke();
    }

    synchronized byte[] written() {
        return written.toByteArray();
    }

    String text() {
        return new String(written(), StandardCharsets.ISO_8859_1);
    }

    synchronized int readyOps() {
        boolean readable = !incoming.isEmpty() || endOfStream || failure != null || closed;
        boolean writable = room > 0 || failure != null || closed;
        return (readable ? SelectionKey.OP_READ : 0) | (writable ? SelectionKey.OP_WRITE : 0);
    }

    // -- For the engine

    @Override
    public void join(ApplicationCalls unused) {
        calls.add("join");
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return (int) write(new ByteBuffer[] {src}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        interrupt();
        synchronized (this) {
            check();
            long left = budget(remaining(srcs, offset, length));
            long n = 0;
            for (int i = offset; i < offset + length && left > 0; i++) {
                byte[] piece = new byte[(int) Math.min(left, srcs[i].remaining())];
                srcs[i].get(piece);
                written.writeBytes(piece);
                n += piece.length;
                left -= piece.length;
            }
            room -= n;
            taken.add(n);
            return n;
        }
    }

    private void interrupt() {
        Runnable now = duringWrite;
        if (now != null) {
            duringWrite = null;
            now.run();
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private long budget(long offered) {
        long most = Math.min(offered, room);
        return most == 0 ? 0 : appetite.applyAsInt((int) most);
    }

    private static long remaining(ByteBuffer[] srcs, int offset, int length) {
        long remaining = 0;
        for (int i = offset; i < offset + length; i++) {
            remaining += srcs[i].remaining();
        }
        return remaining;
    }

    @Override
    public long write(FileChannel file, long position, long count) throws IOException {
        interrupt();
        synchronized (this) {
            check();
            long n = file.transferTo(position, budget(count), new Sink());
            fromFile++;
            room -= n;
            taken.add(n);
            return n;
        }
    }

    private final class Sink implements WritableByteChannel {
        @Override
        public int write(ByteBuffer src) {
            byte[] piece = new byte[src.remaining()];
            src.get(piece);
            written.writeBytes(piece);
            return piece.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Belongs to the transport.
        }
    }

    @Override
    public synchronized int read(ByteBuffer dst) throws IOException {
        check();
        int n = 0;
        while (!incoming.isEmpty() && dst.hasRemaining()) {
            byte[] first = incoming.poll();
            int taken = Math.min(first.length, dst.remaining());
            dst.put(first, 0, taken);
            n += taken;
            if (taken < first.length) {
                byte[] rest = new byte[first.length - taken];
                System.arraycopy(first, taken, rest, 0, rest.length);
                incoming.addFirst(rest);
            }
        }
        return n == 0 && endOfStream ? -1 : n;
    }

    @Override
    public void checkMode() {
        // It has none.
    }

    @Override
    public SelectionKey register(Selector ours, int ops, Object attachment) throws IOException {
        if (registerFailure != null) {
            throw registerFailure;
        }
        synchronized (this) {
            if (closed) {
                throw new ClosedChannelException();
            }
        }
        return selector.register(this, ops, attachment);
    }

    @Override
    public synchronized boolean kernelBytes(int bytes) {
        calls.add("kernelBytes " + bytes);
        return true;
    }

    @Override
    public synchronized void room() {
        calls.add("room");
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void shutdownOutput() {
        calls.add("shutdownOutput");
    }

    @Override
    public void close(boolean reset) {
        if (duringClose != null) {
            duringClose.run();
        }
        synchronized (this) {
            calls.add(reset ? "reset" : "close");
            closed = true;
        }
        selector.poke();
    }

    @Override
    public synchronized void release() {
        calls.add("release");
    }
}
