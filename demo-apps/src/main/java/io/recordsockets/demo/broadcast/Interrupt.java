package io.recordsockets.demo.broadcast;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C: ends what runs, and leaves it the time for its report.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Interrupt {
    private static final int REPORT_SECONDS = 10;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch reported = new CountDownLatch(1);

    Interrupt() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::askAndWait, "interrupt"));
    }

    private void askAndWait() {
        asked.countDown();
        try {
            if (!reported.await(REPORT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("broadcast: ended without a report");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits so long, or until the program is told to end. @return whether it is */
    boolean await(long ms) throws InterruptedException {
        return asked.await(Math.max(0, ms), TimeUnit.MILLISECONDS);
    }

    /** The report is out. To be called in any case: the program waits for it when it ends. */
    void reported() {
        reported.countDown();
    }
}
