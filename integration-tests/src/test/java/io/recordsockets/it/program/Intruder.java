package io.recordsockets.it.program;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.ServerSocketChannel;

/** Tries what the JDK refuses to an application, and prints what came of it; then whether the provider still has its engine. */
public final class Intruder {
    private static final String PACKAGE = "sun.nio.ch.";

    private Intruder() {}

    public static void main(String[] arguments) throws Exception {
        for (Method method : Class.forName(PACKAGE + "Net").getDeclaredMethods()) {
            if (method.getName().equals("setIntOption0")) {
                System.out.println("option " + open(method));
            }
        }
        System.out.println(
                "channel " + open(Class.forName(PACKAGE + "SocketChannelImpl").getDeclaredField("fd")));
        Class<?> hooks = Class.forName(PACKAGE + "RecordHooks");
        Method install = Class.forName(PACKAGE + "RecordSelectorProvider").getMethod("install", hooks);
        try {
            install.invoke(null, new Object[] {null});
            System.out.println("install done");
        } catch (IllegalAccessException | InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            System.out.println("install " + cause.getClass().getSimpleName());
        }
        System.out.println("package open " + Object.class.getModule().isOpen("sun.nio.ch", Intruder.class.getModule()));
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            System.out.println("listener " + listener.getClass().getSimpleName());
        }
    }

    private static String open(AccessibleObject member) {
        try {
            member.setAccessible(true);
            return "opened";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }
}
