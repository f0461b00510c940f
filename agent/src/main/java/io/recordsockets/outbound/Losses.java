package io.recordsockets.outbound;

import io.recordsockets.RecordSocket;
import io.recordsockets.monitor.Log;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connections that came to their end with records that could not be sent: told by cause, with counts and the worst few, and not in a
 * line for each. What is lost within a second is told together.
 *
 * <p><b>Threading:</b> guarded by its own monitor, which may be taken while a connection's lock is held. It logs without it.
 */
final class Losses {
    /** For so long losses are gathered before they are told. */
    static final long GATHER_NS = TimeUnit.SECONDS.toNanos(1);

    private static final int WORST = 3;

    /** In the order in which they came. */
    private final Map<String, Loss> byCause = new LinkedHashMap<>();

    /** What was lost for one cause. */
    private static final class Loss {
        private int receivers;
        private long records;
        private long bytes;

        /** The worst first. */
        private final List<Lost> worst = new ArrayList<>();

        void add(RecordSocket socket, int itsRecords, long itsBytes) {
            receivers++;
            records += itsRecords;
            bytes += itsBytes;
            if (worst.size() == WORST && worst.get(WORST - 1).bytes >= itsBytes) {
                return;
            }
            worst.add(new Lost(socket.toString(), itsRecords, itsBytes));
            worst.sort(Comparator.comparingLong(Lost::bytes).reversed());
            if (worst.size() > WORST) {
                worst.remove(WORST);
            }
        }
    }

    private record Lost(String socket, int records, long bytes) {
        @Override
        public String toString() {
            return socket + " records=" + records + " bytes=" + bytes;
        }
    }

    /**
     * A connection is lost, or about to be.
     *
     * @param cause what happened and what to do, in words that are the same for all that have the same cause
     * @return whether it is the first one since they were told: {@link #tell()} is to follow
     */
    synchronized boolean add(String cause, RecordSocket socket, int records, long bytes) {
        boolean first = byCause.isEmpty();
        byCause.computeIfAbsent(cause, any -> new Loss()).add(socket, records, bytes);
        return first;
    }

    /** Tells what was gathered. Whoever reads what is logged may take his time: not for a thread that sends. */
    void tell() {
        Map<String, Loss> gathered;
        synchronized (this) {
            gathered = new LinkedHashMap<>(byCause);
            byCause.clear();
        }
        gathered.forEach((cause, loss) -> Log.log()
                .warn(
                        "{}, receivers={}, records={}, bytes={}, worst={}",
                        cause,
                        loss.receivers,
                        loss.records,
                        loss.bytes,
                        loss.worst));
    }
}
