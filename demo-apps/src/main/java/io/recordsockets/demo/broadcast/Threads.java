package io.recordsockets.demo.broadcast;

/** Waiting for threads that were told to end. */
final class Threads {
    private Threads() {}

    /** Waits for the end of a thread, also if interrupted; the interrupt is kept. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
