package io.recordsockets.inbound;

/** Stands still until a test moves it. */
final class TestClock extends Clock {
    private volatile long nowNs;

    TestClock(long nowNs) {
        this.nowNs = nowNs;
    }

    @Override
    long nanoTime() {
        return nowNs;
    }

    void advance(long ns) {
        nowNs += ns;
    }

    void advanceTo(long ns) {
        nowNs = ns;
    }
}
