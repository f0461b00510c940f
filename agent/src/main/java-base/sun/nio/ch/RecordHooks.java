package sun.nio.ch;

import java.net.SocketAddress;

/** What the classes in this package ask the engine. Implemented by the engine, installed once; any thread. */
public interface RecordHooks {
    /** Whether a rule may match a connection that is accepted. Where not, server channels are the JDK's own. */
    boolean mayAccept();

    /** Whether a rule may match a connection that is made. Where not, client channels are the JDK's own. */
    boolean mayConnect();

    /**
     * Looks for the rule of an accepted connection.
     *
     * @return the rule, for {@link #open}; null where none matches
     */
    Object acceptRule(SocketAddress local, SocketAddress remote);

    /** Looks for the rule of a connection that is about to be made; null where none matches. */
    Object connectRule(SocketAddress remote);

    /** Begins a connection under a rule. */
    RecordInbound open(Object rule, RecordTransport transport);

    /** A server channel was bound; for those who wait for the application to be up. */
    void bound(SocketAddress local);

    /** Something failed that must not reach the application. */
    void failed(String what, Throwable cause);
}
