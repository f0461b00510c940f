package io.recordsockets.os;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;

/**
 * What the application's threads run of the engine, runs with the permissions of the agent's jar: under a security manager
 * (JDK 17 to 23) the application may have fewer, and code of its own that is called from there still has no more.
 */
public final class Permissions {
    private Permissions() {}

    /** Whether anybody looks at permissions: an application may set a security manager at any time. */
    @SuppressWarnings("removal")
    public static boolean matter() {
        return System.getSecurityManager() != null;
    }

    /** Runs it. */
    @SuppressWarnings("removal")
    public static <T> T with(PrivilegedAction<T> action) {
        return matter() ? AccessController.doPrivileged(action) : action.run();
    }

    /** As {@link #with}, of an action that may fail: its exception comes out as it is. */
    @SuppressWarnings("removal")
    public static <T> T withThrowing(PrivilegedExceptionAction<T> action) throws Exception {
        if (!matter()) {
            return action.run();
        }
        try {
            return AccessController.doPrivileged(action);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    /**
     * The same object, each of whose methods has the agent's permissions. Where nobody looks at them, the object itself: each
     * call of a read would pay for it.
     */
    public static <T> T each(Class<T> type, T target) {
        return target == null || !matter()
                ? target
                : type.cast(Proxy.newProxyInstance(
                        Permissions.class.getClassLoader(), new Class<?>[] {type}, new Permitted(target)));
    }

    private static final class Permitted implements InvocationHandler {
        private final Object target;

        Permitted(Object target) {
            this.target = target;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            try {
                return withThrowing(new PrivilegedExceptionAction<Object>() {
                    @Override
                    public Object run() throws Exception {
                        return method.invoke(target, arguments);
                    }
                });
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
