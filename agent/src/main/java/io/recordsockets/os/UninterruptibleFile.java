package io.recordsockets.os;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.security.PrivilegedAction;

/**
 * Files that an interrupt does not close. A file channel of the JDK is closed under everybody when a thread that is interrupted
 * uses it; one that belongs to many connections must not be. To be had where {@code sun.nio.ch} is open to this class, as for
 * {@link KernelOptions}.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class UninterruptibleFile {
    private static final Method SET = find();

    private UninterruptibleFile() {}

    private static Method find() {
        return Permissions.with(new PrivilegedAction<Method>() {
            @Override
            public Method run() {
                return found();
            }
        });
    }

    private static Method found() {
        try {
            Method set = Class.forName("sun.nio.ch.FileChannelImpl").getMethod("setUninterruptible");
            set.setAccessible(true);
            return set;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Whether files can be made so. */
    public static boolean available() {
        return SET != null;
    }

    /**
     * Has the channel ignore interrupts. Before its first use.
     *
     * @return false where that cannot be had, or the channel is not the JDK's own
     */
    public static boolean set(FileChannel file) {
        if (SET == null || !SET.getDeclaringClass().isInstance(file)) {
            return false;
        }
        try {
            SET.invoke(file);
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
