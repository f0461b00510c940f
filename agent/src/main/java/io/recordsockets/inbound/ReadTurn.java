package io.recordsockets.inbound;

import java.util.concurrent.locks.ReentrantLock;
import sun.nio.ch.RecordTransport;

/**
 * How threads that must not wait for a blocking read take the read lock of a channel: those that select, and those that close. A
 * channel that has left its selector for blocking mode may still be in the selector's current pass.
 *
 * <p><b>Threading:</b> no state.
 */
final class ReadTurn {
    private ReadTurn() {}

    /**
     * Takes the lock.
     *
     * @return false where a blocking read has it; the channel is not the caller's then
     */
    static boolean take(ReentrantLock lock, RecordTransport transport) {
        boolean taken;
        while (!(taken = lock.tryLock()) && !transport.blocking()) {
            Thread.yield(); // a read without waiting has the lock, for a system call or two
        }
        return taken;
    }

    /** The same for one who then may read ahead, and must not end up in a blocking read either. */
    static boolean takeToRead(ReentrantLock lock, RecordTransport transport) {
        boolean taken = take(lock, transport);
        if (taken && transport.receiveMayWait()) {
            lock.unlock();
            return false;
        }
        return taken;
    }
}
