package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.SendOptions;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a send without a receipt allocates, in the thread that sends and in the flusher. */
@Timeout(60)
public class AllocationContract {
    private static final int RECEIVERS = 100;
    private static final int LENGTH = 200;
    private static final int BURST = 20;
    private static final int ROUNDS = 50;
    private static final double LIMIT = 24;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RecordGroup group = RecordGroup.create();
    private final List<Wire> wires = new ArrayList<>();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH);
    private int sent;

    @Test
    void sendsWithNextToNoAllocation() throws Exception {
        for (int i = 0; i < RECEIVERS; i++) {
            wires.add(Wire.open());
            group.add(wires.get(i).socket);
        }
        double least = Double.MAX_VALUE;
        try {
            round();
            Thread flusher = flusher();
            assertNotNull(flusher, "no thread named record-flusher");
            // The first rounds warm up; what classes and compilers take besides must not decide.
            for (int attempt = 0; attempt < 6 && least > LIMIT; attempt++) {
                long before = allocated(flusher);
                for (int i = 0; i < ROUNDS; i++) {
                    round();
                }
                double perRecord = (double) (allocated(flusher) - before) / (ROUNDS * BURST * RECEIVERS);
                System.out.println("allocation: bytes per record and receiver=" + perRecord);
                least = Math.min(least, attempt == 0 ? Double.MAX_VALUE : perRecord);
            }
        } finally {
            Wire.closeAll(wires);
        }
        String found = "bytes per record and receiver=" + least;
        assertTrue(least <= LIMIT, found);
    }

    /** A burst of records, each made, sent and closed; then all have it. */
    private void round() {
        for (int i = 0; i < BURST; i++) {
            long number = Frame.number();
            bytes.clear();
            bytes.put(Frame.bytes(number, LENGTH)).flip();
            try (RecordHandle handle = RecordHandle.copyOf(bytes)) {
                group.send(handle, SendOptions.DEFAULT);
            }
        }
        sent += BURST;
        for (Wire wire : wires) {
            while (wire.far.count() < sent) {
                Thread.onSpinWait();
            }
        }
    }

    private static long allocated(Thread flusher) {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId())
                + THREADS.getThreadAllocatedBytes(flusher.getId());
    }

    static Thread flusher() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("record-flusher"))
                .findFirst()
                .orElse(null);
    }
}
