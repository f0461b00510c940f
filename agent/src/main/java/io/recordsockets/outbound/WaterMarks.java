package io.recordsockets.outbound;

import io.recordsockets.os.Callbacks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether a queue has room by the water marks of its policy, and who waits for that.
 *
 * <p><b>No wake-up is lost.</b> All but {@link #isWritable()} happens under the lock of the queue. Whoever asks for a stage looks at
 * the queue under the lock, and gets one that is complete if there is room. If there is none, the stage is {@link #room} before the
 * lock is let go. The queue shrinks under the same lock, and whoever makes it shrink calls {@link #changed} before letting the lock
 * go: so it finds the stage. The same goes for a change of the marks, and for the end of the connection, which calls {@link #fail}.
 * Who asks later finds the state that they left.
 *
 * <p><b>Threading:</b> guarded by the lock of the queue, but for {@link #isWritable()}.
 */
final class WaterMarks {
    private long lowBytes;
    private long highBytes;
    private int lowRecords;
    private int highRecords;

    /** Written under the lock. */
    private volatile boolean full;

    /** What those who wait have; null where nobody does. */
    private CompletableFuture<Void> room;

    /** Of records the same fractions count as of bytes. */
    void set(long low, long high, long maxBytes, int maxRecords) {
        lowBytes = low;
        highBytes = high;
        lowRecords = (int) ((double) maxRecords * low / maxBytes);
        highRecords = (int) ((double) maxRecords * high / maxBytes);
    }

    /** Any thread, without the lock. */
    boolean isWritable() {
        return !full;
    }

    /** So much is queued now. */
    void changed(long bytes, int records) {
        if (full) {
            if (bytes <= lowBytes && records <= lowRecords) {
                full = false;
                CompletableFuture<Void> waited = room;
                room = null;
                if (waited != null) {
                    // What depends on it is not ours, and must not run under the lock.
                    Callbacks.run(() -> waited.complete(null));
                }
            }
        } else if (bytes > highBytes || records > highRecords) {
            full = true;
        }
    }

    /** Completes when there is room; so much is queued now. */
    CompletionStage<Void> writable(long bytes, int records) {
        changed(bytes, records);
        if (!full) {
            return CompletableFuture.completedStage(null);
        }
        if (room == null) {
            room = new CompletableFuture<>();
        }
        return room.minimalCompletionStage();
    }

    /** Whether somebody waits. */
    boolean isAwaited() {
        return room != null;
    }

    /** There will be no room any more. */
    void fail(Throwable cause) {
        CompletableFuture<Void> waited = room;
        room = null;
        if (waited != null) {
            Callbacks.run(() -> waited.completeExceptionally(cause));
        }
    }
}
