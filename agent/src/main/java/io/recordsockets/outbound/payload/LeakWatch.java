package io.recordsockets.outbound.payload;

import io.recordsockets.monitor.Log;
import io.recordsockets.os.EngineThreads;
import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reclaims the bytes of handles that became unreachable unclosed, and tells. Where a handle was made is kept only on demand,
 * as it takes microseconds: then each such place is told once, else there is one line for all.
 */
public final class LeakWatch {
    /** System property; {@code on} (or {@code true}) keeps where each handle was made. Default {@code off}. */
    static final String TRACE_PROPERTY = "record-sockets.leak-trace";

    /** The same in the environment, where the property is not set. */
    private static final String TRACE_VARIABLE = "RECORD_SOCKETS_LEAK_TRACE";

    private static final int MAX_FRAMES = 8;

    private final Cleaner cleaner = Cleaner.create(work -> EngineThreads.daemon(work, "record-handles"));
    private final boolean trace = traces();
    private final AtomicLong leaked = new AtomicLong();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private static boolean traces() {
        String asked = System.getProperty(TRACE_PROPERTY);
        try {
            asked = asked == null ? System.getenv(TRACE_VARIABLE) : asked;
        } catch (SecurityException e) {
            return false;
        }
        return "on".equals(asked) || "true".equals(asked);
    }

    /** How many handles were not closed. */
    public long leaked() {
        return leaked.get();
    }

    public Use use(Payload payload) {
        return new Use(this, payload, trace ? new Throwable("the record handle was made here") : null);
    }

    public Cleaner.Cleanable watch(Object handle, Use use) {
        return cleaner.register(handle, use);
    }

    /** The handle's use of the bytes; outlives the handle, and never refers to it. */
    public static final class Use extends AtomicBoolean implements Runnable {
        private static final long serialVersionUID = 1;

        private final transient LeakWatch watch;
        private final transient Payload payload;
        private final transient Throwable place;

        Use(LeakWatch watch, Payload payload, Throwable place) {
            this.watch = watch;
            this.payload = payload;
            this.place = place;
        }

        public boolean isClosed() {
            return get();
        }

        public void close() {
            if (compareAndSet(false, true)) {
                payload.release();
            }
        }

        /** By the cleaner: the handle is unreachable, or was closed. */
        @Override
        public void run() {
            if (compareAndSet(false, true)) {
                payload.release();
                watch.tell(payload.length(), place);
            }
        }
    }

    private void tell(long length, Throwable place) {
        leaked.incrementAndGet();
        if (place == null) {
            if (told.add("")) {
                Log.log()
                        .warn(
                                "a record handle was not closed and has been reclaimed, length={}; told once; -D{}=on shows"
                                        + " where such handles are made",
                                length,
                                TRACE_PROPERTY);
            }
        } else {
            String madeAt = madeAt(place);
            if (told.add(madeAt)) {
                Log.log().warn("a record handle was not closed and has been reclaimed, length={}{}", length, madeAt);
            }
        }
    }

    /** The frames that are not ours, a line each. */
    private static String madeAt(Throwable place) {
        StringBuilder frames = new StringBuilder();
        int left = MAX_FRAMES;
        for (StackTraceElement frame : place.getStackTrace()) {
            String name = frame.getClassName();
            boolean ours = name.startsWith("io.recordsockets.outbound.")
                    || name.startsWith("io.recordsockets.agent.")
                    || name.startsWith("io.recordsockets.Record");
            if (!ours && left-- > 0) {
                frames.append("\n    made at ").append(frame);
            }
        }
        return frames.toString();
    }
}
