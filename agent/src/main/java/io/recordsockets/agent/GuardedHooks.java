package io.recordsockets.agent;

import io.recordsockets.monitor.Log;
import io.recordsockets.os.Permissions;
import java.net.SocketAddress;
import java.security.PrivilegedAction;
import sun.nio.ch.RecordHooks;
import sun.nio.ch.RecordInbound;
import sun.nio.ch.RecordSharing;
import sun.nio.ch.RecordTransport;

/**
 * Keeps the promise of {@link RecordHooks} to throw nothing, whatever fails and where telling of it fails too: the socket is the
 * JDK's own then. And has the agent's permissions, whatever those of the application are.
 *
 * <p>Without lambdas: the first of a JVM costs tens of milliseconds.
 *
 * <p><b>Threading:</b> any thread.
 */
final class GuardedHooks implements RecordHooks {
    private final RecordHooks hooks;

    GuardedHooks(RecordHooks hooks) {
        this.hooks = hooks;
    }

    /** One call of the engine, with an answer for where it fails. */
    private abstract static class Call<T> implements PrivilegedAction<T> {
        private final String what;
        private final T otherwise;

        Call(String what, T otherwise) {
            this.what = what;
            this.otherwise = otherwise;
        }

        abstract T call();

        @Override
        public final T run() {
            try {
                return call();
            } catch (RuntimeException | Error e) {
                tell(what, e);
                return otherwise;
            }
        }

        final T permitted() {
            try {
                return Permissions.with(this);
            } catch (RuntimeException | Error e) {
                return otherwise;
            }
        }
    }

    private static void tell(String what, Throwable cause) {
        try {
            Log.log().warn("{} failed; the connection is plain TCP", what, cause);
        } catch (RuntimeException | Error e) {
            // There is nobody left to tell.
        }
    }

    @Override
    public boolean selectorsWork() {
        return new Call<Boolean>("trying a selector", false) {
            @Override
            Boolean call() {
                return hooks.selectorsWork();
            }
        }.permitted();
    }

    @Override
    public boolean mayAccept() {
        return new Call<Boolean>("trying a channel", false) {
            @Override
            Boolean call() {
                return hooks.mayAccept();
            }
        }.permitted();
    }

    @Override
    public boolean mayConnect() {
        return new Call<Boolean>("trying a channel", false) {
            @Override
            Boolean call() {
                return hooks.mayConnect();
            }
        }.permitted();
    }

    @Override
    public Object acceptRule(SocketAddress local) {
        return new Call<Object>("finding the rule of an accepted connection", null) {
            @Override
            Object call() {
                return hooks.acceptRule(local);
            }
        }.permitted();
    }

    @Override
    public Object connectRule(SocketAddress remote) {
        return new Call<Object>("finding the rule of a connection", null) {
            @Override
            Object call() {
                return hooks.connectRule(remote);
            }
        }.permitted();
    }

    @Override
    public RecordInbound open(Object rule, RecordTransport transport) {
        return new Call<RecordInbound>("beginning a connection", null) {
            @Override
            RecordInbound call() {
                return Permissions.each(RecordInbound.class, hooks.open(rule, transport));
            }
        }.permitted();
    }

    @Override
    public int sharesFrom(Object rule) {
        return new Call<Integer>("beginning to share", Integer.MAX_VALUE) {
            @Override
            Integer call() {
                return hooks.sharesFrom(rule);
            }
        }.permitted();
    }

    @Override
    public RecordSharing share(Object rule, RecordTransport transport) {
        return new Call<RecordSharing>("sharing the writes of a connection", null) {
            @Override
            RecordSharing call() {
                return Permissions.each(RecordSharing.class, hooks.share(rule, transport));
            }
        }.permitted();
    }

    @Override
    public void bound() {
        new Call<Void>("showing the MXBean", null) {
            @Override
            Void call() {
                hooks.bound();
                return null;
            }
        }.permitted();
    }

    @Override
    public void failed(String what, Throwable cause) {
        new Call<Void>(what, null) {
            @Override
            Void call() {
                hooks.failed(what, cause);
                return null;
            }
        }.permitted();
    }
}
