package io.recordsockets.outbound.transport;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;

/** Finds the channels that the agent has made; without the agent, none, and nothing of it is loaded. */
public final class RecordChannels implements TransportFinder {
    private final BooleanSupplier agentActive;
    private final BooleanSupplier joinable;

    /**
     * Finds nothing yet.
     *
     * @param agentActive whether the agent is active in this JVM; asked anew each time, as it may come later
     * @param joinable whether the engine can join the agent's channels; asked only where the agent is active. Where not,
     *     they are used like any others
     */
    public RecordChannels(BooleanSupplier agentActive, BooleanSupplier joinable) {
        this.agentActive = agentActive;
        this.joinable = joinable;
    }

    @Override
    public Transport transport(SocketChannel channel) {
        return agentActive.getAsBoolean() && RecordChannelTransport.fits(channel) && joinable.getAsBoolean()
                ? new RecordChannelTransport(channel)
                : new ChannelTransport(channel);
    }

    @Override
    public Object rule(SocketChannel channel) {
        return agentActive.getAsBoolean() && RecordChannelTransport.fits(channel)
                ? RecordChannelTransport.rule(channel)
                : null;
    }

    @Override
    public SocketChannel find(SocketAddress local, SocketAddress remote) {
        return agentActive.getAsBoolean() ? RecordChannelTransport.find(local, remote) : null;
    }

    @Override
    public boolean written(SocketChannel channel) {
        return RecordChannelTransport.written(channel);
    }
}
