package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The application's own writes to a channel that an engine has joined. The engine never waits; in blocking mode the wait is
 * here, with the close and interrupt protocol of a blocking write of the JDK.
 *
 * <p><b>Threading:</b> any thread.
 */
final class RecordWriter {
    /** A write that waits looks again after so long, whatever it was told. */
    private static final long LOOK_AGAIN_NS = 100_000_000;

    private final RecordSendingChannelImpl channel;
    private final RecordOutput output;

    /** Held by a write in blocking mode from its begin to its end, so that the bytes of two do not mix. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The thread that waits for room. Written under the lock. */
    private volatile Thread waiter;

    RecordWriter(RecordSendingChannelImpl channel, RecordOutput output) {
        this.channel = channel;
        this.output = output;
    }

    int write(ByteBuffer src) throws IOException {
        Objects.requireNonNull(src);
        RecordOutbound engine = output.engine();
        if (engine == null) {
            return channel.kernelWrite(src);
        }
        if (channel.isBlocking()) {
            return (int) waitAndWrite(new ByteBuffer[] {src}, 0, 1);
        }
        ensureWritable();
        return engine.write(src);
    }

    long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, srcs.length);
        RecordOutbound engine = output.engine();
        if (engine == null) {
            return channel.kernelWrite(srcs, offset, length);
        }
        if (channel.isBlocking()) {
            return waitAndWrite(srcs, offset, length);
        }
        ensureWritable();
        return engine.write(srcs, offset, length);
    }

    /** The write of the socket adaptor. */
    void writeFully(byte[] src, int offset, int length) throws IOException {
        ByteBuffer[] rest = {ByteBuffer.wrap(src, offset, length)};
        lock.lock();
        try {
            while (rest[0].hasRemaining()) {
                if (!channel.isBlocking()) {
                    ensureWritable();
                    throw new IllegalBlockingModeException();
                }
                waitAndWrite(rest, 0, 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** As in the JDK, whose channels say of a shutdown that it was asynchronous, whoever made it. */
    private void ensureWritable() throws IOException {
        channel.ensureOpen();
        if (!channel.isOutputOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    /** Takes something, or throws what the JDK throws where the channel is closed or the thread interrupted meanwhile. */
    private long waitAndWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        lock.lock();
        try {
            ensureWritable();
            boolean empty = !hasRemaining(srcs, offset, length);
            long n = 0;
            try {
                channel.beginWait();
                RecordOutbound engine;
                while ((engine = output.engine()) != null && channel.isOpen() && channel.isOutputOpen()) {
                    n = engine.write(srcs, offset, length);
                    if (n > 0 || empty) {
                        return n;
                    }
                    await(engine);
                    if (Thread.currentThread().isInterrupted()) {
                        // Closes the channel, also where JDK 17 has lost the interrupt; to wait would be to spin.
                        channel.beginWait();
                    }
                }
            } finally {
                channel.endWait(n > 0);
                if (n == 0 && !channel.isOutputOpen()) {
                    throw new AsynchronousCloseException();
                }
            }
            // Released meanwhile, with nothing written.
            return channel.kernelWrite(srcs, offset, length);
        } finally {
            lock.unlock();
        }
    }

    private static boolean hasRemaining(ByteBuffer[] srcs, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (srcs[i].hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private void await(RecordOutbound engine) {
        waiter = Thread.currentThread();
        try {
            if (!engine.writable() && output.engine() == engine && channel.isOpen() && channel.isOutputOpen()) {
                LockSupport.parkNanos(this, LOOK_AGAIN_NS);
            }
        } finally {
            waiter = null;
        }
    }

    /** There is room, or none ever again. Any thread. */
    void wake() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** The mode of the channel is about to change: returns once nothing that the old one holds for is under way. */
    void awaitOthers() {
        lock.lock();
        lock.unlock();
    }
}
