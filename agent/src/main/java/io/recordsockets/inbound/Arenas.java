package io.recordsockets.inbound;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Direct memory through which bytes come that are read ahead: from the kernel into an arena, and from there to where they are
 * kept. All of it is allocated at once, before any connection is there, since to reserve direct memory may collect garbage and
 * wait, which a selecting thread must not.
 *
 * <p><b>Threading:</b> any thread; no call blocks. An arena belongs to who has taken it, for one system call.
 */
final class Arenas {
    /** Bytes of an arena: the longest head. */
    static final int LENGTH = RecordTracker.HEAD_LIMIT;

    private static final int MAX_ARENAS = 16;

    /** Those of the JVM. */
    static final Arenas JVM = new Arenas(Math.min(Runtime.getRuntime().availableProcessors() + 1, MAX_ARENAS));

    private final AtomicReferenceArray<ByteBuffer> free;

    Arenas(int arenas) {
        free = new AtomicReferenceArray<>(arenas);
        ByteBuffer memory = ByteBuffer.allocateDirect(arenas * LENGTH);
        for (int i = 0; i < arenas; i++) {
            free.setPlain(i, memory.slice(i * LENGTH, LENGTH));
        }
    }

    /** Allocates those of the JVM. */
    static void prepare() {
        JVM.give(JVM.take());
    }

    /** An arena of its own for the caller, cleared; null where all are in use. */
    @SuppressWarnings("deprecation") // of 19 and later; JDK 17 has no threadId()
    ByteBuffer take() {
        int arenas = free.length();
        int first = (int) Thread.currentThread().getId() & Integer.MAX_VALUE;
        for (int i = 0; i < arenas; i++) {
            int slot = (first + i) % arenas;
            if (free.getPlain(slot) != null) {
                ByteBuffer arena = free.getAndSet(slot, null);
                if (arena != null) {
                    return arena.clear();
                }
            }
        }
        return null;
    }

    /** Gives an arena back. The caller must not use it any more. */
    void give(ByteBuffer arena) {
        // As many are out as slots are empty, so one is found; another caller may be quicker at one.
        for (int slot = 0; !free.compareAndSet(slot, null, arena); ) {
            slot = slot + 1 == free.length() ? 0 : slot + 1;
        }
    }
}
