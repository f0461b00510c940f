package sun.nio.ch;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The private members of the JDK's channels that are relied on. Those of blocking reads are looked up with the first of
 * these: a method handle takes milliseconds to make.
 */
final class JdkMembers {
    private static final VarHandle STATE_LOCK;
    private static final VarHandle READ_LOCK;
    private static final VarHandle WRITE_LOCK;
    private static final MethodHandle SET_INT_OPTION;

    static {
        try {
            MethodHandles.Lookup channel = of(SocketChannelImpl.class);
            MethodHandles.Lookup net = of(Net.class);
            STATE_LOCK = channel.findVarHandle(SocketChannelImpl.class, "stateLock", Object.class);
            READ_LOCK = channel.findVarHandle(SocketChannelImpl.class, "readLock", ReentrantLock.class);
            WRITE_LOCK = channel.findVarHandle(SocketChannelImpl.class, "writeLock", ReentrantLock.class);
            SET_INT_OPTION = net.findStatic(
                    Net.class,
                    "setIntOption0",
                    MethodType.methodType(
                            void.class,
                            FileDescriptor.class,
                            boolean.class,
                            int.class,
                            int.class,
                            int.class,
                            boolean.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private JdkMembers() {}

    /** With the permissions of the JDK: a thread of the application may be the first to need a member. */
    @SuppressWarnings("removal")
    private static MethodHandles.Lookup of(Class<?> type) throws IllegalAccessException {
        if (System.getSecurityManager() == null) {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }
        try {
            return AccessController.doPrivileged(new PrivilegedExceptionAction<MethodHandles.Lookup>() {
                @Override
                public MethodHandles.Lookup run() throws IllegalAccessException {
                    return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                }
            });
        } catch (PrivilegedActionException e) {
            throw (IllegalAccessException) e.getException();
        }
    }

    /** The brackets around a blocking read, which make it interruptible and closable. */
    private static final class BlockingRead {
        static final MethodHandle BEGIN;
        static final MethodHandle END;

        static {
            try {
                MethodHandles.Lookup channel = of(SocketChannelImpl.class);
                BEGIN = channel.findVirtual(
                        SocketChannelImpl.class, "beginRead", MethodType.methodType(void.class, boolean.class));
                END = channel.findVirtual(
                        SocketChannelImpl.class,
                        "endRead",
                        MethodType.methodType(void.class, boolean.class, boolean.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private BlockingRead() {}
    }

    /** What tells a mapped file from other direct memory. */
    private static final class Mapping {
        static final VarHandle FILE;

        static {
            try {
                FILE = of(MappedByteBuffer.class).findVarHandle(MappedByteBuffer.class, "fd", FileDescriptor.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private Mapping() {}
    }

    /** What channels need that an engine sends on. */
    private static final class Sending {
        static final VarHandle OUTPUT_CLOSED;
        static final MethodHandle GET_INT_OPTION;
        static final VarHandle APPEND;

        /** Null where it cannot be had. */
        static final MethodHandle DISCONNECT = disconnect();

        private static MethodHandle disconnect() {
            try {
                return MethodHandles.privateLookupIn(DatagramChannelImpl.class, MethodHandles.lookup())
                        .findStatic(
                                DatagramChannelImpl.class,
                                "disconnect0",
                                MethodType.methodType(void.class, FileDescriptor.class, boolean.class));
            } catch (ReflectiveOperationException | LinkageError e) {
                return null;
            }
        }

        static {
            try {
                MethodHandles.Lookup channel = of(SocketChannelImpl.class);
                MethodHandles.Lookup net = of(Net.class);
                OUTPUT_CLOSED = channel.findVarHandle(SocketChannelImpl.class, "isOutputClosed", boolean.class);
                APPEND = of(FileDescriptor.class).findVarHandle(FileDescriptor.class, "append", boolean.class);
                GET_INT_OPTION = net.findStatic(
                        Net.class,
                        "getIntOption0",
                        MethodType.methodType(int.class, FileDescriptor.class, boolean.class, int.class, int.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private Sending() {}
    }

    /** What virtual threads are; null where there are none. */
    private static final Class<?> VIRTUAL_THREAD = virtualThread();

    private static Class<?> virtualThread() {
        try {
            return Class.forName("java.lang.BaseVirtualThread", false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Whether the current thread is a virtual one, which JDK 17 does not know. */
    static boolean inVirtualThread() {
        return VIRTUAL_THREAD != null && VIRTUAL_THREAD.isInstance(Thread.currentThread());
    }

    /** Direct memory without a file is of the same class. */
    static boolean mapsFile(MappedByteBuffer buffer) {
        return (FileDescriptor) Mapping.FILE.get(buffer) != null;
    }

    static Object stateLock(SocketChannelImpl channel) {
        return (Object) STATE_LOCK.get(channel);
    }

    static ReentrantLock readLock(SocketChannelImpl channel) {
        return (ReentrantLock) READ_LOCK.get(channel);
    }

    static void beginRead(SocketChannelImpl channel, boolean blocking) throws IOException {
        try {
            BlockingRead.BEGIN.invokeExact(channel, blocking);
        } catch (Throwable e) {
            throw asThrown(e);
        }
    }

    static void endRead(SocketChannelImpl channel, boolean blocking, boolean completed) throws IOException {
        try {
            BlockingRead.END.invokeExact(channel, blocking, completed);
        } catch (Throwable e) {
            throw asThrown(e);
        }
    }

    static void setIntOption(FileDescriptor fd, int level, int option, int value) throws IOException {
        try {
            SET_INT_OPTION.invokeExact(fd, false, level, option, value, false);
        } catch (Throwable e) {
            throw asThrown(e);
        }
    }

    static ReentrantLock writeLock(SocketChannelImpl channel) {
        return (ReentrantLock) WRITE_LOCK.get(channel);
    }

    /** The channel's output is shut down, whatever the socket's is. The state lock is held. */
    static void outputClosed(SocketChannelImpl channel) {
        assert Thread.holdsLock(stateLock(channel));
        Sending.OUTPUT_CLOSED.setVolatile(channel, true);
    }

    /** Has the descriptor pass for one of a file that was opened to append. */
    static FileDescriptor appending(FileDescriptor fd) {
        Sending.APPEND.set(fd, true);
        return fd;
    }

    /** Resets the connection: connect(2) with AF_UNSPEC, which the JDK has for datagrams and Linux for any socket. */
    static void reset(FileDescriptor fd) throws IOException {
        if (Sending.DISCONNECT == null) {
            return;
        }
        try {
            Sending.DISCONNECT.invokeExact(fd, true);
        } catch (Throwable e) {
            throw asThrown(e);
        }
    }

    static int intOption(FileDescriptor fd, int level, int option) throws IOException {
        try {
            return (int) Sending.GET_INT_OPTION.invokeExact(fd, false, level, option);
        } catch (Throwable e) {
            throw asThrown(e);
        }
    }

    /** The methods behind the handles throw IOException and unchecked exceptions only. */
    private static IOException asThrown(Throwable e) throws IOException {
        if (e instanceof IOException) {
            throw (IOException) e;
        }
        if (e instanceof RuntimeException) {
            throw (RuntimeException) e;
        }
        throw (Error) e;
    }
}
