package io.recordsockets.it.stress;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One selector and the thread that selects: reads by itself, hands over to workers, and gives channels away. */
final class Selecting implements Runnable {
    private final Attack attack;
    private final Random random;
    final Selector selector;

    /** Selects that have come back. */
    final AtomicInteger returns = new AtomicInteger();

    /** Selects that came back early and with nothing, and nobody had meddled. */
    final AtomicInteger idleReturns = new AtomicInteger();

    /** Raised by whoever may make a select come back with nothing: in the JDK, too. */
    final AtomicInteger meddling = new AtomicInteger();

    private int meddlingBefore;
    private volatile Thread thread;

    Selecting(Attack attack, Random random) throws IOException {
        this.attack = attack;
        this.random = random;
        this.selector = Selector.open();
    }

    void wakeup() {
        meddling.incrementAndGet();
        selector.wakeup();
    }

    void interrupt() {
        Thread thread = this.thread;
        if (thread != null) {
            meddling.incrementAndGet();
            thread.interrupt();
        }
    }

    /** Registers for input, and has the select under way notice. */
    void adopt(Receiver receiver) {
        try {
            receiver.channel.register(selector, SelectionKey.OP_READ, receiver);
        } catch (ClosedChannelException e) {
            // closed by its reader meanwhile
        } catch (CancelledKeyException | IllegalBlockingModeException e) {
            // Cancelled and not flushed yet, or somebody reads in blocking mode
            attack.later(() -> {
                LockSupport.parkNanos(200_000);
                adopt(receiver);
            });
        } catch (ClosedSelectorException e) {
            // the round is over
        }
        wakeup();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (selector.isOpen()) {
                select();
                returns.incrementAndGet();
                Thread.interrupted();
            }
        } catch (ClosedSelectorException e) {
            // the round is over
        } catch (IOException | RuntimeException | Error e) {
            attack.fail("select failed", e);
        }
    }

    private void select() throws IOException {
        int timeoutMs = 1 + random.nextInt(random.nextInt(5) == 0 ? 2000 : 50);
        int before = meddlingBefore;
        meddlingBefore = meddling.get();
        long startNs = System.nanoTime();
        int n;
        boolean mayBeIdle = false;
        Set<SelectionKey> keys = selector.selectedKeys();
        switch (random.nextInt(5)) {
            case 0:
                n = selector.selectNow();
                mayBeIdle = true;
                break;
            case 1:
                n = selector.select(this::action, timeoutMs);
                break;
            case 2:
                n = selector.select();
                timeoutMs = Integer.MAX_VALUE;
                break;
            default:
                n = selector.select(timeoutMs);
        }
        if (n == 0
                && keys.isEmpty()
                && !mayBeIdle
                && System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(timeoutMs)
                && before == meddling.get()) {
            idleReturns.incrementAndGet();
        }
        Set<SelectionKey> selected = new HashSet<>(keys);
        keys.clear();
        for (SelectionKey key : selected) {
            action(key);
        }
    }

    private void action(SelectionKey key) {
        Receiver receiver = (Receiver) key.attachment();
        try {
            switch (random.nextInt(20)) {
                case 0:
                    // not now
                    return;
                case 1:
                    meddling.incrementAndGet();
                    key.cancel();
                    attack.another(this).adopt(receiver);
                    return;
                case 2:
                    meddling.incrementAndGet();
                    key.cancel();
                    attack.later(() -> readBlocking(receiver));
                    return;
                case 3:
                case 4:
                case 5:
                    meddling.incrementAndGet();
                    key.interestOps(0);
                    attack.later(() -> readInWorker(receiver, key));
                    return;
                default:
                    if (!receiver.read(random)) {
                        meddling.incrementAndGet();
                    }
            }
        } catch (CancelledKeyException e) {
            meddling.incrementAndGet();
        }
    }

    private void readInWorker(Receiver receiver, SelectionKey key) {
        Random random = attack.random();
        if (receiver.read(random)) {
            try {
                key.interestOps(SelectionKey.OP_READ);
            } catch (CancelledKeyException e) {
                // given away meanwhile
            }
            if (random.nextInt(4) == 0) {
                // With interest and without having been told
                receiver.read(random);
            }
        }
        wakeup();
    }

    /** Takes a channel whose key is cancelled through blocking mode, unless it has got another key meanwhile. */
    private void readBlocking(Receiver receiver) {
        Random random = attack.random();
        try {
            synchronized (receiver) {
                receiver.channel.configureBlocking(true);
                try {
                    for (int i = random.nextInt(3); i >= 0 && receiver.end == null; i--) {
                        receiver.read(random);
                    }
                } finally {
                    if (receiver.channel.isOpen()) {
                        receiver.channel.configureBlocking(false);
                    }
                }
            }
        } catch (IllegalBlockingModeException e) {
            // It has a valid key with another selector
        } catch (ClosedChannelException e) {
            // closed meanwhile
        } catch (IOException e) {
            attack.fail("mode not changed, " + receiver, e);
        }
        attack.another(null).adopt(receiver);
    }
}
