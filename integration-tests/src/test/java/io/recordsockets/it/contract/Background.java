package io.recordsockets.it.contract;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A thread that does one thing, with its result. */
public final class Background<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> action) {
        task = new FutureTask<>(action);
        thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    }

    public static <T> Background<T> run(Callable<T> action) {
        return new Background<>(action);
    }

    /** What the action threw; null where it returned. */
    public static Background<Throwable> failure(Callable<?> action) {
        return run(() -> {
            try {
                action.call();
                return null;
            } catch (Throwable t) {
                return t;
            }
        });
    }

    /** The result, within 10 s. */
    public T result() throws Exception {
        return task.get(10, TimeUnit.SECONDS);
    }

    public boolean running() {
        return !task.isDone();
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** Waits until the thread is inside a native poll or read of the JDK: the method is on its stack. */
    public void awaitInside(String... methods) throws TimeoutException {
        until(() -> task.isDone() || inside(methods));
    }

    private boolean inside(String... methods) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            for (String method : methods) {
                if (method.equals(frame.getMethodName())
                        || method.equals(frame.getClassName() + "." + frame.getMethodName())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Polls until it is so; at most 10 s. */
    public static void until(BooleanSupplier condition) throws TimeoutException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("Not so within 10 s");
            }
            Thread.yield();
        }
    }
}
