package io.recordsockets.outbound;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Finds the channels that the agent has made; without the agent, none, and nothing of it is loaded. */
public final class RecordChannels implements SendEngine.TransportFinder {
    private final BooleanSupplier agentActive;
    private final BooleanSupplier joinable;
    private final Function<Object, Framer> framers;

    /**
     * Finds nothing yet.
     *
     * @param agentActive whether the agent is active in this JVM; asked anew each time, as it may come later
     * @param joinable whether the engine can join the agent's channels; asked only where the agent is active. Where not,
     *     they are used like any others
     * @param framers the framing of a rule that the agent's hooks gave for a connection
     */
    public RecordChannels(BooleanSupplier agentActive, BooleanSupplier joinable, Function<Object, Framer> framers) {
        this.agentActive = agentActive;
        this.joinable = joinable;
        this.framers = framers;
    }

    @Override
    public Transport transport(SocketChannel channel) {
        return agentActive.getAsBoolean() && RecordChannelTransport.fits(channel) && joinable.getAsBoolean()
                ? new RecordChannelTransport(channel)
                : null;
    }

    @Override
    public Framer framer(SocketChannel channel) {
        if (!agentActive.getAsBoolean() || !RecordChannelTransport.fits(channel)) {
            return null;
        }
        Object rule = RecordChannelTransport.rule(channel);
        return rule == null ? null : framers.apply(rule);
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
