package sun.nio.ch;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The provider that is installed for the whole JVM. It makes record channels where a rule may match, and the JDK's own
 * objects everywhere else. Public, with a public constructor, since the JDK makes it by name.
 *
 * <p>Which rule matches is known when a connection is accepted or made, not when a channel is opened. So server channels
 * are watched as soon as there is a {@code listen} rule, and client channels as soon as there is a {@code connect} rule;
 * accepted channels that no rule matches are plain.
 */
public final class RecordSelectorProvider extends EPollSelectorProvider {
    /** Set once, before the provider is in use. */
    private static volatile RecordHooks hooks;

    /** Those that are open, and some that are not any more. Guarded by itself. */
    private static final Set<Selector> SELECTORS = Collections.newSetFromMap(new WeakHashMap<>());

    /** Answers for a lookup that was rewritten; null until {@link #install}. */
    private static volatile RecordSelectorProvider lookedUp;

    /**
     * Gives the provider its engine, once.
     *
     * @throws IllegalStateException if it has one
     */
    public static synchronized void install(RecordHooks engine) {
        if (hooks != null) {
            throw new IllegalStateException("the provider has its engine");
        }
        hooks = Objects.requireNonNull(engine);
        lookedUp = new RecordSelectorProvider();
    }

    /** What {@code SelectorProvider.provider()} is to answer, where that was rewritten. */
    public static SelectorProvider inForce(SelectorProvider found) {
        RecordSelectorProvider provider = lookedUp;
        return provider == null ? found : provider;
    }

    static RecordHooks hooks() {
        return hooks;
    }

    /**
     * The record selectors of this JVM: what a lookup of a channel goes through, so that no connection costs anything for it.
     *
     * @return a copy
     */
    public static List<Selector> selectors() {
        synchronized (SELECTORS) {
            return new ArrayList<>(SELECTORS);
        }
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        if (!hooks.selectorsWork()) {
            return super.openSelector();
        }
        RecordEPollSelectorImpl selector = new RecordEPollSelectorImpl(this);
        synchronized (SELECTORS) {
            SELECTORS.add(selector);
        }
        return selector;
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return hooks.mayConnect() ? new RecordSocketChannelImpl(this) : super.openSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return internet(family) && hooks.mayConnect()
                ? new RecordSocketChannelImpl(this, family)
                : super.openSocketChannel(family);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return hooks.mayAccept() ? new RecordServerSocketChannelImpl(this) : super.openServerSocketChannel();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        return internet(family) && hooks.mayAccept()
                ? new RecordServerSocketChannelImpl(this, family)
                : super.openServerSocketChannel(family);
    }

    private static boolean internet(ProtocolFamily family) {
        return family == StandardProtocolFamily.INET || family == StandardProtocolFamily.INET6 && Net.isIPv6Available();
    }
}
