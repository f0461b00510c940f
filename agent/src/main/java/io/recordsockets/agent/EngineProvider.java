package io.recordsockets.agent;

import io.recordsockets.GroupPolicy;
import io.recordsockets.RecordFraming;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.RuleStatistics;
import io.recordsockets.SendingStatistics;
import io.recordsockets.SocketPolicy;
import io.recordsockets.os.Permissions;
import io.recordsockets.outbound.Framer;
import io.recordsockets.outbound.SendEngine;
import io.recordsockets.outbound.transport.RecordChannels;
import io.recordsockets.rules.Rule;
import io.recordsockets.rules.RuleSet;
import io.recordsockets.spi.RecordSocketsProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine of this JVM, with the agent or without; made by {@link java.util.ServiceLoader}.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class EngineProvider implements RecordSocketsProvider {
    /** Made on first use, not for those who only ask for the status. */
    private static volatile SendEngine engine;

    private static SendEngine engine() {
        SendEngine made = engine;
        if (made == null) {
            synchronized (EngineProvider.class) {
                made = engine;
                if (made == null) {
                    made = Permissions.with(EngineProvider::make);
                    engine = made;
                }
            }
        }
        return made;
    }

    private static SendEngine make() {
        AgentOptions options = AgentState.options();
        return new SendEngine(
                new RecordChannels(AgentState::active, LateClasses::sending),
                EngineProvider::framer,
                SocketPolicy.DEFAULT.withDrainTimeout(Duration.ofNanos(options.drainTimeoutNs())),
                JvmStore::get,
                options.checksRecords());
    }

    /** Apart: without the agent, that class cannot be loaded. */
    private static Framer framer(Object match) {
        return EngineHooks.framer(match);
    }

    @Override
    public RecordSocketsStatus status() {
        return Permissions.with(EngineProvider::current);
    }

    private static RecordSocketsStatus current() {
        List<RuleStatistics> statistics = new ArrayList<>();
        for (Rule rule : AgentState.rules().rules()) {
            statistics.add(rule.counters().statistics(rule.text()));
        }
        boolean agent = AgentState.active();
        return RecordSocketsStatus.builder()
                .active(true)
                .agentActive(agent)
                .description(agent ? AgentState.description() : withoutAgent())
                .rules(statistics)
                .sending(sending())
                .readAhead(agent ? ReadAheadMemory.statistics() : RecordSocketsStatus.Memory.NONE)
                .store(JvmStore.statistics())
                .build();
    }

    private static String withoutAgent() {
        return "active on the channels that the application attaches; no rules, since " + AgentState.description();
    }

    private static SendingStatistics sending() {
        SendEngine made = engine;
        return made == null
                ? SendingStatistics.builder()
                        .kernelBounded(SendEngine.kernelBounded())
                        .build()
                : made.statistics();
    }

    @Override
    public RecordFraming framing(String text) {
        RecordFraming framing = Permissions.with(() -> RuleSet.framing(text));
        if (framing == null) {
            throw new IllegalArgumentException("no framing, text=" + text + ", give one that finds records");
        }
        return framing;
    }

    @Override
    public RecordHandle copyOf(ByteBuffer bytes) {
        SendEngine made = engine();
        return Permissions.with(() -> made.copyOf(bytes));
    }

    @Override
    public RecordHandle wrap(ByteBuffer bytes) {
        SendEngine made = engine();
        return Permissions.with(() -> made.wrap(bytes));
    }

    @Override
    public RecordHandle ofFile(Path file, long position, long length) throws IOException {
        // Whether the file may be read is a question of the caller's permissions.
        return engine().ofFile(file, position, length);
    }

    @Override
    public RecordSocket attach(SocketChannel channel, RecordFraming framing) throws IOException {
        SendEngine made = engine();
        return permitted(() -> made.attach(channel, framing));
    }

    @Override
    public RecordSocket find(SocketChannel channel) {
        SendEngine made = engine;
        return made == null ? null : made.find(channel);
    }

    @Override
    public RecordSocket find(SocketAddress local, SocketAddress remote) throws IOException {
        SendEngine made = engine();
        return permitted(() -> made.find(local, remote));
    }

    private static RecordSocket permitted(PrivilegedExceptionAction<RecordSocket> action) throws IOException {
        try {
            return Permissions.withThrowing(action);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public RecordGroup group(GroupPolicy policy) {
        SendEngine made = engine();
        return Permissions.with(() -> made.group(policy));
    }
}
