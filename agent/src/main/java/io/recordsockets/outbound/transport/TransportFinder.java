package io.recordsockets.outbound.transport;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/**
 * What lies under a channel, and what the agent knows about it.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface TransportFinder {
    /** The channel as the engine is to use it. */
    Transport transport(SocketChannel channel);

    /** The rule of the agent's that matches a channel; null where there is none. */
    Object rule(SocketChannel channel);

    /** The open channel of the agent's that connects two addresses; null where there is none. */
    SocketChannel find(SocketAddress local, SocketAddress remote);

    /** Whether the application may have written to a channel that {@link #find} gave, where no engine saw it. */
    boolean written(SocketChannel channel);
}
