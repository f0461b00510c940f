package io.recordsockets.bench;

import java.util.concurrent.TimeUnit;

/** Ends the runner where a scenario hangs: a server that swallows bytes leaves its sender in a write for ever. */
final class Watchdog {
    private static final int HUNG = 70;

    private Watchdog() {}

    /** Gives the process so many minutes. */
    static void start(int minutes) {
        Thread thread = new Thread(() -> bark(minutes), "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    private static void bark(int minutes) {
        try {
            TimeUnit.MINUTES.sleep(minutes);
        } catch (InterruptedException e) {
            return;
        }
        System.err.println("record-bench: the scenario hangs: minutes=" + minutes + "; see the server's output above");
        System.exit(HUNG);
    }
}
