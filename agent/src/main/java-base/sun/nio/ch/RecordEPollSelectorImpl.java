package sun.nio.ch;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The JDK's selector, which goes back to sleep where all that it woke for is held back. It adds two sources of readiness
 * that the kernel does not know: records that wait in user space, and holds whose time is over.
 *
 * <p>No wake-up is lost:
 *
 * <ul>
 *   <li><b>From the application.</b> {@link #wakeup()} raises {@link #woken} before the JDK's own event. A pass of the JDK's
 *       select that consumed that event therefore finds the flag raised, and returns to the application instead of going
 *       back to sleep. The flag is taken down by an atomic exchange; whoever raised it before is ordered before the return.
 *   <li><b>From a reader in another thread</b> (bytes left in user space, a new hold). It first adds the key to {@link
 *       #offered} and then reads {@link #selecting}; a select first sets {@code selecting} and then takes what is offered. So
 *       either the select sees the key, or the reader sees the select and wakes it, raising {@link #poked} instead of
 *       {@code woken}. Whether a pass consumed the event of a poke cannot be known, so each poke excuses one more pass
 *       that ends with nothing; a pass that ends so for a reason of the JDK's own simply repeats, as readiness is level
 *       triggered.
 * </ul>
 */
final class RecordEPollSelectorImpl extends EPollSelectorImpl {
    /** {@link #wakeup()} was called since the last select that returned for it. */
    private final AtomicBoolean woken = new AtomicBoolean();

    /** {@link #offer} has interrupted a select. */
    private final AtomicBoolean poked = new AtomicBoolean();

    /** A select is on its way. Written under the selector's lock. */
    private volatile boolean selecting;

    /** Keys that may be ready or held without the kernel's knowledge; from any thread. A set, as nobody may ever select. */
    private final Set<SelectionKeyImpl> offered = ConcurrentHashMap.newKeySet();

    // -- The fields below are guarded by the selector's lock, which every select holds

    /** Keys that were reported in the last pass: most have been read empty by the next. */
    private final ArrayList<SelectionKeyImpl> reported = new ArrayList<>();

    /** Keys that are ready without the kernel's knowledge: bytes in user space, or room in a queue; and of interest when looked at. */
    private final Set<SelectionKeyImpl> backlog = new HashSet<>();

    /** Deadlines of holds; of each key one at or before the deadline that is in force, and perhaps later ones, which are skipped. */
    private final PriorityQueue<Hold> holds = new PriorityQueue<>();

    /** The earliest deadline of each key in {@link #holds}. */
    private final HashMap<SelectionKeyImpl, Hold> earliest = new HashMap<>();

    /** Whether the current pass held an event back. */
    private boolean heldBack;

    /** A poke may still end a pass early. */
    private boolean pokeLeft;

    /** An action of the current select runs. Only its own thread, which has the lock, sees this as it is. */
    private boolean acting;

    /** An action of the current select has called {@link #wakeup()}, which in the JDK ends the next select. */
    private boolean wokenWithin;

    /** Marks the channels that were reported in the current pass; 0 where nobody asks. */
    private int pass;

    // -- End of fields guarded by the selector's lock

    RecordEPollSelectorImpl(SelectorProvider provider) throws IOException {
        super(provider);
    }

    /** Numbers for passes that report from user space; unique, as a channel may be registered with several selectors. */
    private static final AtomicInteger PASSES = new AtomicInteger();

    /** A deadline in the queue. */
    private record Hold(long deadlineNs, SelectionKeyImpl key) implements Comparable<Hold> {
        @Override
        public int compareTo(Hold other) {
            return Long.compare(deadlineNs - other.deadlineNs, 0);
        }
    }

    @Override
    public Selector wakeup() {
        if (acting && Thread.holdsLock(this)) {
            wokenWithin = true;
        }
        woken.set(true);
        return super.wakeup();
    }

    @Override
    public void setEventOps(SelectionKeyImpl ski) {
        if (!(ski.channel() instanceof RecordSocketChannelImpl)) {
            super.setEventOps(ski);
        } else {
            RecordSocketChannelImpl channel = (RecordSocketChannelImpl) ski.channel();
            // First: what the kernel is asked for depends on whether a selector of ours has the channel.
            channel.registered(ski);
            super.setEventOps(ski);
            RecordInbound in = channel.inbound();
            if (channel.joined() != null
                    || in != null && (in.buffered() || in.holdDeadlineNs() != RecordInbound.NO_DEADLINE)) {
                // As in the JDK, a change of interest takes effect at the next select.
                offered.add(ski);
            }
        }
    }

    /** See the class comment: bytes or a hold that the kernel will not report. Any thread. */
    void offer(SelectionKeyImpl ski) {
        offered.add(ski);
        if (selecting) {
            poked.set(true);
            super.wakeup();
        }
    }

    /** An event on this key goes to the application. */
    void reported(SelectionKeyImpl ski) {
        reported.add(ski);
        ((RecordSocketChannelImpl) ski.channel()).reportedInPass = pass;
    }

    /** That this key is writable goes to the application. */
    void reportedOutput(SelectionKeyImpl ski) {
        ((RecordSocketChannelImpl) ski.channel()).reportedInPass = pass;
    }

    /** The kernel has reported what it is not asked for any more: this key's events are set anew. */
    void interestChanged(SelectionKeyImpl ski) {
        heldBack = true;
        super.setEventOps(ski);
    }

    /** An event on this key is held back. */
    void held(SelectionKeyImpl ski) {
        heldBack = true;
        watch(ski);
    }

    @Override
    protected int doSelect(Consumer<SelectionKey> given, long timeout) throws IOException {
        assert Thread.holdsLock(this);
        Consumer<SelectionKey> action = given == null ? null : key -> act(given, key);
        long startNs = timeout > 0 ? System.nanoTime() : 0;
        long remaining = timeout;
        selecting = true;
        try {
            for (; ; ) {
                boolean ready = takeReady();
                long wait = ready ? 0 : untilNextHold(remaining);
                long passNs = wait > 0 && wait != remaining ? System.nanoTime() : 0;
                heldBack = false;
                pass = ready ? PASSES.incrementAndGet() : 0;
                int updated = super.doSelect(action, wait);
                if (ready) {
                    updated += reportBacklog(action);
                }
                if (!holds.isEmpty()) {
                    updated += releaseHolds(action);
                }
                boolean slept = passNs != 0 && System.nanoTime() - passNs >= TimeUnit.MILLISECONDS.toNanos(wait);
                boolean excused = heldBack || slept || takePoke();
                if (takeWakeup() || updated != 0 || timeout == 0 || !excused || currentThreadInterrupted()) {
                    return updated;
                }
                if (timeout > 0) {
                    remaining = remainingMillis(startNs, timeout);
                    if (remaining == 0) {
                        return 0;
                    }
                }
            }
        } finally {
            selecting = false;
        }
    }

    private void act(Consumer<SelectionKey> action, SelectionKey key) {
        acting = true;
        try {
            action.accept(key);
        } finally {
            acting = false;
        }
    }

    private boolean takeWakeup() {
        boolean keep = wokenWithin;
        wokenWithin = false;
        return woken.get() && woken.getAndSet(keep);
    }

    /** Whether a poke may be why this pass ended. */
    private boolean takePoke() {
        if (poked.get() && poked.getAndSet(false)) {
            pokeLeft = true;
            return true;
        }
        boolean left = pokeLeft;
        pokeLeft = false;
        return left;
    }

    /** For virtual threads, which the JDK does not wake by {@link #wakeup()}. */
    private static boolean currentThreadInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** Rounded up, so that no select ends early. */
    private static long remainingMillis(long startNs, long timeout) {
        long leftNs = TimeUnit.MILLISECONDS.toNanos(timeout) - (System.nanoTime() - startNs);
        return leftNs <= 0 ? 0 : (leftNs + 999_999) / 1_000_000;
    }

    /** The time-out of the next pass in milliseconds: up to the next deadline of a hold. */
    private long untilNextHold(long remaining) {
        Hold next = holds.peek();
        if (next == null || remaining == 0) {
            return remaining;
        }
        long leftNs = Math.max(next.deadlineNs - System.nanoTime(), 0);
        long left = Math.max((leftNs + 999_999) / 1_000_000, 1);
        return remaining < 0 ? left : Math.min(left, remaining);
    }

    // -- Bytes in user space

    /** Looks through the keys that may have bytes in user space; answers whether one is of interest now. */
    private boolean takeReady() {
        for (SelectionKeyImpl ski : reported) {
            if (buffered(ski)) {
                backlog.add(ski);
            }
        }
        reported.clear();
        if (!offered.isEmpty()) {
            takeOffered();
        }
        boolean ready = false;
        if (!backlog.isEmpty()) {
            for (Iterator<SelectionKeyImpl> keys = backlog.iterator(); keys.hasNext(); ) {
                SelectionKeyImpl ski = keys.next();
                if (ski.isValid() && userSpaceOps(ski) != 0) {
                    ready = true;
                } else {
                    // Without interest it costs nothing: it is offered again when its interest comes back.
                    keys.remove();
                }
            }
        }
        return ready;
    }

    private void takeOffered() {
        for (Iterator<SelectionKeyImpl> keys = offered.iterator(); keys.hasNext(); ) {
            SelectionKeyImpl ski = keys.next();
            // Before it is looked at, so that whoever changes it from here on offers it again.
            keys.remove();
            if (ski.isValid()) {
                if (buffered(ski) || roomFor(ski)) {
                    backlog.add(ski);
                }
                watch(ski);
                if ((ski.nioInterestOps() & SelectionKey.OP_WRITE) != 0) {
                    // Whether the kernel is asked for that depends on whether an engine has joined.
                    super.setEventOps(ski);
                }
            }
        }
    }

    private static boolean buffered(SelectionKeyImpl ski) {
        RecordInbound in = ((RecordSocketChannelImpl) ski.channel()).inbound();
        return in != null && in.buffered();
    }

    /** Whether the application waits to write to a queue that has room. */
    private static boolean roomFor(SelectionKeyImpl ski) {
        if ((ski.nioInterestOps() & SelectionKey.OP_WRITE) == 0) {
            return false;
        }
        RecordOutput out = (RecordOutput) ((RecordSocketChannelImpl) ski.channel()).joined();
        return out != null && out.writable();
    }

    /** What a key is ready for without the kernel's knowledge, of what it is interested in, as the kernel would report it. */
    private static int userSpaceOps(SelectionKeyImpl ski) {
        int ops = roomFor(ski) ? Net.POLLOUT : 0;
        return (ski.nioInterestOps() & SelectionKey.OP_READ) != 0 && buffered(ski) ? ops | Net.POLLIN : ops;
    }

    /** Reports what waits in user space, but for keys that the kernel brought up in the same pass. */
    private int reportBacklog(Consumer<SelectionKey> action) {
        int updated = 0;
        for (SelectionKeyImpl ski : backlog.toArray(new SelectionKeyImpl[0])) {
            int ops = ski.isValid() ? userSpaceOps(ski) : 0;
            if (ops != 0 && ((RecordSocketChannelImpl) ski.channel()).reportedInPass != pass) {
                updated += processReadyEvents(ops, ski, action);
            }
        }
        return updated;
    }

    // -- Holds

    /** Has the selector wake up when the hold of this key wants to be looked at. */
    private void watch(SelectionKeyImpl ski) {
        RecordInbound in = ((RecordSocketChannelImpl) ski.channel()).inbound();
        long deadlineNs = in == null ? RecordInbound.NO_DEADLINE : in.holdDeadlineNs();
        if (deadlineNs == RecordInbound.NO_DEADLINE) {
            return;
        }
        Hold before = earliest.get(ski);
        if (before == null || deadlineNs - before.deadlineNs < 0) {
            Hold hold = new Hold(deadlineNs, ski);
            holds.add(hold);
            earliest.put(ski, hold);
        }
    }

    /** Looks at the holds whose deadline has come; reports those that are released. */
    private int releaseHolds(Consumer<SelectionKey> action) {
        int updated = 0;
        long nowNs = System.nanoTime();
        for (Hold hold; (hold = holds.peek()) != null && hold.deadlineNs - nowNs <= 0; ) {
            holds.remove();
            SelectionKeyImpl ski = hold.key;
            if (!earliest.remove(ski, hold)) {
                continue;
            }
            // A key without interest is watched again once its interest comes back: see setEventOps.
            if (ski.isValid() && (ski.nioInterestOps() & SelectionKey.OP_READ) != 0) {
                RecordInbound in = ((RecordSocketChannelImpl) ski.channel()).inbound();
                if (due(in, nowNs) && in.holdExpired()) {
                    updated += processReadyEvents(Net.POLLIN, ski, action);
                } else {
                    watch(ski);
                }
            }
        }
        return updated;
    }

    private static boolean due(RecordInbound in, long nowNs) {
        long deadlineNs = in.holdDeadlineNs();
        return deadlineNs != RecordInbound.NO_DEADLINE && deadlineNs - nowNs <= 0;
    }
}
