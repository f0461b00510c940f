package io.recordsockets.outbound.queue;

import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Actions that are due at a time. One that is cancelled lets go at once of what it refers to, and its place is taken out when
 * half of all places are such.
 *
 * <p><b>Threading:</b> {@link #add}, {@link Timer#cancel} and {@link #hasNew} any thread; the rest belongs to the thread that
 * runs them.
 */
public final class Timers {
    private static final int FEW_CANCELLED = 64;

    private final ConcurrentLinkedQueue<Timer> added = new ConcurrentLinkedQueue<>();

    /** Those that were cancelled and have their place still. */
    private final AtomicInteger cancelled = new AtomicInteger();

    /** Of the thread that runs them. */
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    /** Where actions are left that are to be run at their time. */
    public interface Scheduler {
        /** Has an action run at a {@link System#nanoTime()}, or soon where that is over. */
        Timer at(long dueNs, Runnable action);
    }

    /** Its action, until it has been run or cancelled. */
    public static final class Timer implements Comparable<Timer> {
        private final long dueNs;
        private final AtomicInteger cancelled;
        private volatile Runnable action;

        private Timer(long dueNs, Runnable action, AtomicInteger cancelled) {
            this.dueNs = dueNs;
            this.action = action;
            this.cancelled = cancelled;
        }

        /** It is not run any more, where it has not begun to. */
        public void cancel() {
            if (take() != null) {
                cancelled.incrementAndGet();
            }
        }

        /** The action, for the one caller that gets it. */
        private synchronized Runnable take() {
            Runnable taken = action;
            action = null;
            return taken;
        }

        private boolean isOver() {
            return action == null;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.signum(dueNs - other.dueNs);
        }
    }

    public Timer add(long dueNs, Runnable action) {
        Timer timer = new Timer(dueNs, action, cancelled);
        added.add(timer);
        return timer;
    }

    /** Whether there are some that {@link #run} has not looked at. */
    public boolean hasNew() {
        return !added.isEmpty();
    }

    /** Places taken; without those that {@link #run} has not looked at. */
    public int size() {
        return timers.size();
    }

    public boolean isEmpty() {
        return timers.isEmpty();
    }

    /** When the first is due, or was before it was cancelled, as a {@link System#nanoTime()}. */
    public long firstDueNs() {
        return timers.element().dueNs;
    }

    /** Runs what is due. */
    public void run(long nowNs) {
        for (Timer timer; (timer = added.poll()) != null; ) {
            timers.add(timer);
        }
        int over = cancelled.get();
        if (over > FEW_CANCELLED && over > timers.size() / 2) {
            int before = timers.size();
            timers.removeIf(Timer::isOver);
            cancelled.addAndGet(timers.size() - before);
        }
        for (Timer first; (first = timers.peek()) != null && first.dueNs - nowNs <= 0; ) {
            timers.remove();
            Runnable action = first.take();
            if (action == null) {
                cancelled.decrementAndGet();
            } else {
                action.run();
            }
        }
    }
}
