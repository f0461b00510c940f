package io.recordsockets.os;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import java.security.PrivilegedAction;

/**
 * Socket options of the kernel that the JDK has no name for, and the reset of a connection, on the JDK's own channels. To be had where {@code sun.nio.ch} is
 * open to this class: under the agent, or with {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
public final class KernelOptions {
    /** The value of an option that cannot be had. */
    public static final int UNKNOWN = Integer.MIN_VALUE;

    private static final Members MEMBERS = Members.find();

    private KernelOptions() {}

    /** What is relied on, of JDK 17 to 25. */
    private static final class Members {
        final Class<?> channel;
        final Field fd;
        final Field stateLock;
        final Method get;
        final Method set;

        /** Null where it cannot be had. */
        final Method disconnect;

        private Members() throws ReflectiveOperationException {
            channel = Class.forName("sun.nio.ch.SocketChannelImpl");
            fd = opened(channel.getDeclaredField("fd"));
            stateLock = opened(channel.getDeclaredField("stateLock"));
            Class<?> net = Class.forName("sun.nio.ch.Net");
            get = net.getDeclaredMethod("getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class);
            get.setAccessible(true);
            set = net.getDeclaredMethod(
                    "setIntOption0",
                    FileDescriptor.class,
                    boolean.class,
                    int.class,
                    int.class,
                    int.class,
                    boolean.class);
            set.setAccessible(true);
            disconnect = disconnect();
        }

        /** The JDK has it for datagrams; on Linux it is connect(2) with AF_UNSPEC, whatever the socket. */
        private static Method disconnect() {
            try {
                Method disconnect = Class.forName("sun.nio.ch.DatagramChannelImpl")
                        .getDeclaredMethod("disconnect0", FileDescriptor.class, boolean.class);
                disconnect.setAccessible(true);
                return disconnect;
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        private static Field opened(Field field) {
            field.setAccessible(true);
            return field;
        }

        static Members find() {
            return Permissions.with(new PrivilegedAction<Members>() {
                @Override
                public Members run() {
                    return found();
                }
            });
        }

        private static Members found() {
            if (!System.getProperty("os.name").startsWith("Linux")) {
                return null;
            }
            try {
                return new Members();
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }
    }

    /** Whether options can be read and set. */
    public static boolean available() {
        return MEMBERS != null;
    }

    /** The value of an option; {@link #UNKNOWN} where it cannot be had, or the channel is closed. */
    public static int get(SocketChannel channel, int level, int option) {
        Object value = call(channel, MEMBERS == null ? null : MEMBERS.get, level, option);
        return value == null ? UNKNOWN : (Integer) value;
    }

    /** Sets an option; false where it cannot be set, or the channel is closed. */
    public static boolean set(SocketChannel channel, int level, int option, int value) {
        return call(channel, MEMBERS == null ? null : MEMBERS.set, level, option, value) != null;
    }

    /**
     * Resets a connection, which a close cannot do as long as a selector that sleeps has the channel. The channel is to be closed
     * after that.
     *
     * @return false where that cannot be had, or the channel is closed
     */
    public static boolean reset(SocketChannel channel) {
        if (MEMBERS == null || MEMBERS.disconnect == null || !MEMBERS.channel.isInstance(channel)) {
            return false;
        }
        try {
            synchronized (MEMBERS.stateLock.get(channel)) {
                if (!channel.isOpen()) {
                    return false;
                }
                MEMBERS.disconnect.invoke(null, MEMBERS.fd.get(channel), true);
                return true;
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static Object call(SocketChannel channel, Method method, int level, int option, int... value) {
        if (method == null || !MEMBERS.channel.isInstance(channel)) {
            return null;
        }
        try {
            // The JDK closes the descriptor under this lock, so its number is still ours.
            synchronized (MEMBERS.stateLock.get(channel)) {
                if (!channel.isOpen()) {
                    return null;
                }
                Object fd = MEMBERS.fd.get(channel);
                if (value.length == 0) {
                    return method.invoke(null, fd, false, level, option);
                }
                method.invoke(null, fd, false, level, option, value[0], false);
                return Boolean.TRUE;
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }
}
