package io.recordsockets.inbound;

/** Where holds take the time from; tests have a clock of their own. */
class Clock {
    static final Clock SYSTEM = new Clock();

    /** As {@link System#nanoTime()}. */
    long nanoTime() {
        return System.nanoTime();
    }
}
