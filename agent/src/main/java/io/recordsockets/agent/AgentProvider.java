package io.recordsockets.agent;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordFraming;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.spi.RecordSocketsProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The door to the engine for the API, made by {@link java.util.ServiceLoader}: forwards to the engine, which is in a class
 * loader of its own.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class AgentProvider implements RecordSocketsProvider {
    private final RecordSocketsProvider engine;

    /** Finds the engine, with the agent or without. */
    public AgentProvider() throws ReflectiveOperationException, IOException {
        engine = (RecordSocketsProvider)
                EngineLoader.engineClass("EngineProvider").getConstructor().newInstance();
    }

    @Override
    public RecordSocketsStatus status() {
        return engine.status();
    }

    @Override
    public RecordFraming framing(String text) {
        return engine.framing(text);
    }

    @Override
    public RecordHandle copyOf(ByteBuffer bytes) {
        return engine.copyOf(bytes);
    }

    @Override
    public RecordHandle wrap(ByteBuffer bytes) {
        return engine.wrap(bytes);
    }

    @Override
    public RecordHandle ofFile(Path file, long position, long length) throws IOException {
        return engine.ofFile(file, position, length);
    }

    @Override
    public RecordSocket attach(SocketChannel channel, RecordFraming framing) throws IOException {
        return engine.attach(channel, framing);
    }

    @Override
    public RecordSocket find(SocketChannel channel) {
        return engine.find(channel);
    }

    @Override
    public RecordSocket find(SocketAddress local, SocketAddress remote) throws IOException {
        return engine.find(local, remote);
    }

    @Override
    public RecordGroup group(GroupPolicy policy) {
        return engine.group(policy);
    }
}
