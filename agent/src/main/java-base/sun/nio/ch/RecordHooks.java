package sun.nio.ch;

import java.net.SocketAddress;

/** What the channels ask the engine. Implemented by the agent, installed once; called by any thread, throws nothing. */
public interface RecordHooks {
    /** Whether record selectors work in this JVM. Where not, selectors are the JDK's own, and nothing is held back. */
    boolean selectorsWork();

    /** Whether a rule may match a connection that is accepted. Where not, server channels are the JDK's own. */
    boolean mayAccept();

    /** Whether a rule may match a connection that is made. Where not, client channels are the JDK's own. */
    boolean mayConnect();

    /** The rule of an accepted connection, for {@link #open}; null where none matches. */
    Object acceptRule(SocketAddress local);

    /** The rule of a connection that is about to be made; null where none matches. */
    Object connectRule(SocketAddress remote);

    /** Begins a connection under a rule; null where the rule has no framing. */
    RecordInbound open(Object rule, RecordTransport transport);

    /** What becomes of the large writes of a connection under a rule; null where they are the JDK's own. */
    RecordSharing share(Object rule, RecordTransport transport);

    /** Writes of fewer bytes than this are the JDK's own under a rule, so that {@link #share} need not be called for them. */
    int sharesFrom(Object rule);

    /** A server channel was bound. */
    void bound();

    /** Something failed that must not reach the application. */
    void failed(String what, Throwable cause);
}
