package sun.nio.ch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import jdk.internal.misc.Unsafe;

/**
 * The Flight Recorder's {@code jdk.SocketRead} of a blocking read whose wait was the engine's: the JDK times its own read, which
 * then takes no time. Emitted as this JDK does it: from 22 on by a class in java.base, in 17 by one of the recorder's. In
 * others, and where there is no recorder, nothing is emitted.
 *
 * <p>The recorder is not started by this, and costs nothing where it is not in use but the question whether one of its classes
 * is initialised.
 *
 * <p><b>Threading:</b> any thread.
 */
final class RecordReadEvents {
    /** {@link #begin} where nothing is recorded. */
    static final long NONE = Long.MIN_VALUE;

    /** Since JDK 22; null before. */
    private static final Class<?> EVENT = find("jdk.internal.event.SocketReadEvent");

    /** What is initialised once events can be emitted; null where there is no recorder that is known here. */
    private static final Class<?> RECORDER =
            canAsk() ? find(EVENT == null ? "jdk.jfr.events.Handlers" : "jdk.jfr.internal.JVM") : null;

    private static volatile boolean inUse;

    private RecordReadEvents() {}

    /** Whether this JDK tells if a class is initialised: where it does not, there are no events, and nothing else is missed. */
    private static boolean canAsk() {
        try {
            return !Unsafe.getUnsafe().shouldBeInitialized(Object.class);
        } catch (LinkageError e) {
            return false;
        }
    }

    private static Class<?> find(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /** A read begins; answers when, in the recorder's own time, or {@link #NONE}. */
    static long begin() {
        return isInUse() ? Emitter.begin() : NONE;
    }

    private static boolean isInUse() {
        if (!inUse && RECORDER != null && !Unsafe.getUnsafe().shouldBeInitialized(RECORDER)) {
            inUse = true;
        }
        return inUse;
    }

    /**
     * The read has ended: records it, if it took as long as the settings of the recording want.
     *
     * @param begin what {@link #begin} answered
     * @param remote the address of the peer
     * @param n bytes; below 0 at the end of the stream
     */
    static void commit(long begin, SocketAddress remote, long n) {
        if (begin != NONE && remote instanceof InetSocketAddress) {
            Emitter.commit(begin, (InetSocketAddress) remote, n);
        }
    }

    /** Made with the first read that is recorded. */
    private static final class Emitter {
        private static final MethodHandle ENABLED;
        private static final MethodHandle TIMESTAMP;

        /** Of JDK 22 and later; else null. */
        private static final MethodHandle OFFER;

        /** Of JDK 17; else null. */
        private static final MethodHandle SHOULD_COMMIT;

        private static final MethodHandle WRITE;

        static {
            MethodHandle[] handles = new MethodHandle[5];
            try {
                if (EVENT == null) {
                    ofTheRecorder(handles);
                } else {
                    ofTheEvent(handles);
                }
            } catch (Throwable e) {
                // A release that does it otherwise: no event.
                handles = new MethodHandle[5];
            }
            ENABLED = handles[0];
            TIMESTAMP = handles[1];
            OFFER = handles[2];
            SHOULD_COMMIT = handles[3];
            WRITE = handles[4];
        }

        private Emitter() {}

        private static void ofTheEvent(MethodHandle[] handles) throws ReflectiveOperationException {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            handles[1] = lookup.findStatic(EVENT, "timestamp", MethodType.methodType(long.class));
            handles[2] = lookup.findStatic(
                    EVENT,
                    "offer",
                    MethodType.methodType(void.class, long.class, long.class, SocketAddress.class, long.class));
            handles[0] = lookup.findStatic(EVENT, "enabled", MethodType.methodType(boolean.class));
        }

        private static void ofTheRecorder(MethodHandle[] handles) throws Throwable {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> type = Class.forName("jdk.jfr.internal.handlers.EventHandler", false, null);
            Object handler =
                    lookup.findStaticGetter(RECORDER, "SOCKET_READ", type).invoke();
            handles[1] = lookup.findStatic(type, "timestamp", MethodType.methodType(long.class));
            handles[3] = lookup.findVirtual(type, "shouldCommit", MethodType.methodType(boolean.class, long.class))
                    .bindTo(handler);
            MethodType write = MethodType.methodType(
                    void.class,
                    long.class,
                    long.class,
                    String.class,
                    String.class,
                    int.class,
                    long.class,
                    long.class,
                    boolean.class);
            handles[4] = lookup.findVirtual(type, "write", write).bindTo(handler);
            handles[0] = lookup.findVirtual(type, "isEnabled", MethodType.methodType(boolean.class))
                    .bindTo(handler);
        }

        static long begin() {
            try {
                return ENABLED != null && (boolean) ENABLED.invokeExact() ? (long) TIMESTAMP.invokeExact() : NONE;
            } catch (Throwable e) {
                return NONE;
            }
        }

        static void commit(long begin, InetSocketAddress remote, long n) {
            try {
                if (OFFER != null) {
                    OFFER.invokeExact(begin, n, (SocketAddress) remote, 0L);
                    return;
                }
                long duration = (long) TIMESTAMP.invokeExact() - begin;
                if ((boolean) SHOULD_COMMIT.invokeExact(duration)) {
                    String shown = remote.getAddress().toString();
                    int slash = shown.lastIndexOf('/');
                    String host = shown.substring(0, slash);
                    String address = shown.substring(slash + 1);
                    WRITE.invokeExact(begin, duration, host, address, remote.getPort(), 0L, Math.max(n, 0), n < 0);
                }
            } catch (Throwable e) {
                // An event less; the read is the application's all the same.
            }
        }
    }
}
