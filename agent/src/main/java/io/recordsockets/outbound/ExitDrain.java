package io.recordsockets.outbound;

import io.recordsockets.monitor.Log;
import java.util.Collection;

/** At the end of the JVM, gives what is queued its time to leave, and tells what did not. */
final class ExitDrain extends Thread {
    private final Collection<Connection> connections;

    ExitDrain(Collection<Connection> connections) {
        super(null, null, "record-exit", 0, false);
        this.connections = connections;
    }

    @Override
    public void run() {
        long startNs = System.nanoTime();
        int receivers = 0;
        long records = 0;
        long bytes = 0;
        for (Connection connection : connections) {
            Outbound outbound = connection.outbound();
            long deadlineNs = startNs + Durations.toNanos(outbound.policy().drainTimeout());
            try {
                if (!outbound.awaitDrained(deadlineNs)) {
                    receivers++;
                    records += outbound.backlog().records();
                    bytes += outbound.backlog().bytes();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
        if (receivers > 0) {
            Log.log()
                    .warn(
                            "not everything could be sent before the JVM ended, receivers={}, records={}, bytes={}",
                            receivers,
                            records,
                            bytes);
        }
    }
}
