package io.recordsockets.outbound;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A selector over fake transports. By hand it never sleeps, and keeps the time-out that it was given; else it sleeps until a
 * transport is ready, or a wake-up.
 */
final class FakeSelector extends AbstractSelector {
    private final boolean byHand;
    private final Set<SelectionKey> selected = new HashSet<>();

    // -- Guarded by this

    private final List<Key> keys = new ArrayList<>();
    private boolean wakeup;

    // -- End of fields guarded by this

    /** What the last select was to wait, in milliseconds; 0 for no limit, below 0 where it was not to wait. */
    long lastTimeoutMs;

    /** How many keys that found ready. */
    int lastFound;

    int wakeups;

    final class Key extends SelectionKey {
        final FakeTransport transport;
        private volatile int interestOps;
        private volatile int readyOps;
        private volatile boolean valid = true;

        Key(FakeTransport transport, int ops) {
            this.transport = transport;
            this.interestOps = ops;
        }

        @Override
        public SelectableChannel channel() {
            return null;
        }

        @Override
        public Selector selector() {
            return FakeSelector.this;
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public void cancel() {
            synchronized (FakeSelector.this) {
                valid = false;
                keys.remove(this);
            }
        }

        private void check() {
            if (!valid) {
                throw new CancelledKeyException();
            }
        }

        @Override
        public int interestOps() {
            check();
            return interestOps;
        }

        @Override
        public SelectionKey interestOps(int ops) {
            check();
            interestOps = ops;
            return this;
        }

        @Override
        public int readyOps() {
            check();
            return readyOps;
        }
    }

    FakeSelector(boolean byHand) {
        super(null);
        this.byHand = byHand;
    }

    synchronized SelectionKey register(FakeTransport transport, int ops, Object attachment) {
        Key key = new Key(transport, ops);
        key.attach(attachment);
        keys.add(key);
        return key;
    }

    /** What is ready may have changed. */
    synchronized void poke() {
        notifyAll();
    }

    @Override
    public synchronized Selector wakeup() {
        wakeups++;
        wakeup = true;
        notifyAll();
        return this;
    }

    @Override
    public synchronized int selectNow() {
        lastTimeoutMs = -1;
        return found();
    }

    @Override
    public synchronized int select(long timeoutMs) throws IOException {
        lastTimeoutMs = timeoutMs;
        int found = found();
        try {
            if (!byHand && !wakeup && found == 0) {
                wait(timeoutMs);
                found = found();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        wakeup = false;
        return found;
    }

    private int found() {
        int found = 0;
        for (Key key : keys) {
            int ready = key.transport.readyOps() & key.interestOps;
            if (ready != 0) {
                key.readyOps = ready;
                selected.add(key);
                found++;
            }
        }
        lastFound = found;
        return found;
    }

    @Override
    public int select() throws IOException {
        return select(0);
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return selected;
    }

    @Override
    protected void implCloseSelector() {
        // There is nothing to close.
    }

    @Override
    protected SelectionKey register(
            java.nio.channels.spi.AbstractSelectableChannel channel, int ops, Object attachment) {
        throw new UnsupportedOperationException();
    }
}
