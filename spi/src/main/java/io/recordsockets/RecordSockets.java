package io.recordsockets;

import io.recordsockets.spi.RecordSocketsProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The entrance to Record Sockets: what is in force, and the connections of frameworks. Records begin at {@link RecordHandle},
 * connections at {@link RecordSocket}, broadcasts at {@link RecordGroup}, and framings at {@link RecordFramings}.
 *
 * <p><b>Threading:</b> any thread; no call blocks but {@link #find}.
 */
public final class RecordSockets {
    private RecordSockets() {}

    /**
     * What is in force in this JVM, and what it did so far. Works where nothing of Record Sockets but this API is there.
     *
     * @return of this moment
     */
    public static RecordSocketsStatus status() {
        RecordSocketsProvider engine;
        try {
            engine = RecordSocketsProvider.engine();
        } catch (IllegalStateException e) {
            return RecordSocketsStatus.builder()
                    .description("Record Sockets is not active: " + e.getMessage())
                    .build();
        }
        return engine.status();
    }

    /**
     * The record socket of a connection of this JVM by its two addresses, for connections that a framework owns: Netty, Jetty,
     * Tomcat and Undertow tell the addresses of a connection and not its channel. Makes a record socket of the connection where it
     * is none yet, as {@link RecordSocket#attach(java.nio.channels.SocketChannel)} does; keep it: to find it again looks through
     * all connections. What the framework writes from then on joins the queue, and records that are sent come between its records.
     *
     * <p>What it has written before nobody has looked at, and so nobody knows whether it has ended a record: call this in the
     * thread that writes, before its first write, as in Netty's {@code channelActive}.
     *
     * <p>Finds connections that a rule of the agent matches, and those that the application has attached itself. Receiving stays
     * with the framework: do not call {@link RecordSocket#receive()} beside it.
     *
     * @param local as the framework tells it: the address of this end, of an accepted connection that of the server
     * @param remote the address of the other end
     * @return null where there is no such connection, or none that a rule matches
     * @throws IOException if the connection cannot be made a record socket, as it is closed meanwhile
     * @throws IllegalStateException if there is no engine, or the framework has written already; the message says what to do
     * @throws NullPointerException if an address is null
     */
    public static RecordSocket find(SocketAddress local, SocketAddress remote) throws IOException {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(remote, "remote");
        return RecordSocketsProvider.engine().find(local, remote);
    }

    /**
     * The version of Record Sockets. It comes from a resource beside this class, so it is right in a merged or nested jar, too.
     *
     * @return such as {@code 0.1.0}
     */
    public static String version() {
        return Version.TEXT;
    }

    private static final class Version {
        static final String TEXT = read();

        private Version() {}

        private static String read() {
            try (InputStream in = RecordSockets.class.getResourceAsStream("version.txt")) {
                return in == null ? "unpackaged" : new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
            } catch (IOException e) {
                return "unreadable";
            }
        }
    }
}
