package io.recordsockets.outbound;

import io.recordsockets.monitor.Log;
import io.recordsockets.os.EngineThreads;
import io.recordsockets.outbound.queue.Timers;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that goes on where sending threads cannot: it waits for full sockets, writes what bursts have left behind, and
 * keeps the time of lifetimes and drains. One for all connections; it never blocks but to sleep.
 *
 * <p><b>Requests.</b> A connection that wants something sets bits of its own, and whoever set the first one puts it on the
 * stack {@link #inbox}; the flusher takes the whole stack, and of each connection all bits at once. So a connection is on the
 * stack at most once, and no bit is lost: a bit that is set after the take finds none set, and puts the connection there
 * again.
 *
 * <p><b>No wake-up is lost.</b> The flusher raises {@link #sleeping} and then looks at the inbox before it sleeps; a requester
 * first puts the connection there and then looks at {@code sleeping}. One of them sees the other.
 *
 * <p><b>Rest.</b> Where the last pass wrote small amounts to many connections, the next one begins with a rest of that one's
 * length, at most {@link #MAX_REST_NS}, in which sending threads queue more, so that there is more to write with each system
 * call. An urgent record ends the rest.
 */
final class Flusher implements Timers.Scheduler, Runnable {
    /** Bits of a request: write what is queued. */
    static final int FLUSH = 1;

    /** The socket is full: write when it is writable. */
    static final int AWAIT_WRITABLE = 2;

    /** A receiver waits: tell it when the socket is readable. */
    static final int AWAIT_READABLE = 4;

    /** The connection is to leave the selector. */
    static final int CANCEL = 8;

    private static final long MAX_REST_NS = 1_000_000;
    private static final long MIN_REST_NS = 200_000;

    /** EngineSockets of a pass with less than this written to each have the flusher rest, in bytes. */
    private static final int SMALL_WRITES = 32 << 10;

    /** A channel that is closed behind our back is found after so long, where something waits for it. */
    private static final long CHECK_NS = 1_000_000_000;

    private final AtomicReference<EngineSocket> inbox = new AtomicReference<>();
    private final Timers timers = new Timers();
    private final Collection<? extends EngineSocket> connections;
    private final Selector selector;
    private volatile Thread thread;
    private volatile boolean sleeping;
    private volatile boolean resting;

    /** Something urgent is in the inbox. */
    private volatile boolean urgent;

    /** Whether the sleep ends with the next check of the connections at the latest; there were none before the first one. */
    private volatile boolean watching;

    /** When the first timer is due. */
    private volatile long nextDueNs = Long.MAX_VALUE;

    // -- Of the flusher's thread

    private long lastCheckNs = System.nanoTime();
    private long restNs;

    Flusher(Collection<? extends EngineSocket> connections) throws IOException {
        this(connections, Selector.open());
    }

    Flusher(Collection<? extends EngineSocket> connections, Selector selector) {
        this.connections = connections;
        this.selector = selector;
    }

    void start() {
        Thread started = EngineThreads.daemon(this, "record-flusher");
        thread = started;
        started.start();
    }

    // -- From any thread

    /** Asks for something, and wakes the flusher. */
    void request(EngineSocket served, int bits) {
        requestQuietly(served, bits);
        wakeUp();
    }

    /** Asks for something; {@link #wakeUp()} is to follow. */
    void requestQuietly(EngineSocket served, int bits) {
        if (served.addRequests(bits) == 0) {
            EngineSocket top;
            do {
                top = inbox.get();
                served.nextRequested = top;
            } while (!inbox.compareAndSet(top, served));
        }
    }

    /**
     * Has the flusher look at its inbox, at the end of its rest if it has one. Where nothing is in it, the flusher goes on
     * sleeping, if it wakes by itself to check the connections.
     */
    void wakeUp() {
        if (sleeping && (!watching || !isIdle())) {
            sleeping = false;
            selector.wakeup();
        }
    }

    /** A channel was closed: its descriptor goes when the selector has forgotten it. */
    void forgetClosed() {
        selector.wakeup();
    }

    /** What was requested is urgent: no rest before it. */
    void hurry() {
        urgent = true;
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    /** Runs an action in the flusher's thread, at the time or soon after. */
    @Override
    public Timers.Timer at(long dueNs, Runnable action) {
        Timers.Timer timer = timers.add(dueNs, action);
        if (dueNs - nextDueNs < 0 || nextDueNs == Long.MAX_VALUE) {
            wakeUp();
        }
        return timer;
    }

    // -- The thread

    @Override
    public void run() {
        while (true) {
            try {
                pass();
            } catch (IOException | RuntimeException | Error e) {
                // One bad connection, or a moment without memory, must not end the sending of all.
                Log.log().error("sending failed in a way it should not; going on", e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /** Sleeps until there is something to do, and does it. */
    void pass() throws IOException {
        sleep();
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        boolean events = ready.hasNext();
        if (restNs > 0 && !events && inbox.get() != null) {
            rest();
        }
        long startNs = System.nanoTime();
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            event(key);
        }
        timers.run(startNs);
        int flushed = 0;
        long written = 0;
        urgent = false;
        EngineSocket next = inbox.getAndSet(null);
        while (next != null) {
            EngineSocket served = next;
            next = served.nextRequested;
            served.nextRequested = null;
            int bits = served.takeRequests();
            try {
                if ((bits & ~FLUSH) != 0) {
                    register(served, bits);
                }
                if ((bits & FLUSH) != 0) {
                    written += served.flush();
                    flushed++;
                }
            } catch (IOException | RuntimeException | Error e) {
                fail(served, e);
            }
        }
        long endNs = System.nanoTime();
        if (endNs - lastCheckNs >= CHECK_NS) {
            check(endNs);
        }
        if (flushed > 0) {
            long passNs = Math.min(endNs - startNs, MAX_REST_NS);
            restNs = passNs >= MIN_REST_NS && written < (long) flushed * SMALL_WRITES ? passNs : 0;
        }
    }

    /** Whether nobody asks for anything. */
    boolean isIdle() {
        return inbox.get() == null && !timers.hasNew();
    }

    private void sleep() throws IOException {
        sleeping = true;
        long timeoutMs = timeoutMs();
        if (timeoutMs < 0 || !isIdle()) {
            selector.selectNow();
        } else {
            selector.select(timeoutMs);
        }
        sleeping = false;
    }

    /** Until the next timer or check; 0 for no time-out, below 0 where it is due. */
    private long timeoutMs() {
        watching = !connections.isEmpty();
        long nowNs = System.nanoTime();
        long leftNs = watching ? Math.max(lastCheckNs + CHECK_NS - nowNs, 1) : Long.MAX_VALUE;
        if (!timers.isEmpty()) {
            leftNs = Math.min(leftNs, timers.firstDueNs() - nowNs);
        }
        nextDueNs = timers.isEmpty() ? Long.MAX_VALUE : timers.firstDueNs();
        if (leftNs == Long.MAX_VALUE) {
            return 0;
        }
        return leftNs <= 0 ? -1 : (leftNs + 999_999) / 1_000_000;
    }

    private static void event(SelectionKey key) {
        EngineSocket served = (EngineSocket) key.attachment();
        try {
            int ops = key.readyOps();
            key.interestOpsAnd(~ops);
            if ((ops & SelectionKey.OP_READ) != 0) {
                served.socketReadable();
            }
            if ((ops & SelectionKey.OP_WRITE) != 0) {
                served.socketWritable();
            }
        } catch (CancelledKeyException e) {
            served.checkOpen();
        } catch (RuntimeException | Error e) {
            fail(served, e);
        }
    }

    /** One bad connection must not take the requests of the others with it. */
    private static void fail(EngineSocket served, Throwable cause) {
        Log.log().error("sending failed in a way it should not, socket={}", served, cause);
        served.fail(cause);
    }

    private void register(EngineSocket served, int bits) throws IOException {
        if ((bits & CANCEL) != 0) {
            served.leave(selector);
            return;
        }
        int ops = ((bits & AWAIT_WRITABLE) != 0 ? SelectionKey.OP_WRITE : 0)
                | ((bits & AWAIT_READABLE) != 0 ? SelectionKey.OP_READ : 0);
        try {
            served.await(selector, ops);
        } catch (IOException | CancelledKeyException e) {
            served.checkOpen();
        }
    }

    /** Places that timers take. Of the flusher's thread. */
    int timers() {
        return timers.size();
    }

    /** Finds the channels that were closed by others while we wait for them. */
    private void check(long nowNs) {
        lastCheckNs = nowNs;
        for (EngineSocket served : connections) {
            served.checkOpen();
        }
    }

    private void rest() {
        resting = true;
        if (!urgent) {
            LockSupport.parkNanos(this, restNs);
        }
        resting = false;
    }
}
