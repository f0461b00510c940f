package io.recordsockets.agent;

import io.recordsockets.inbound.InboundRule;
import io.recordsockets.rewrite.ProviderLookup;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import sun.nio.ch.RecordSelectorProvider;
import sun.nio.ch.RecordSelfTest;

/** What of the installation needs the classes in {@code sun.nio.ch} to be defined. */
final class Activation {
    private Activation() {}

    /**
     * Tries a selector, and channels with the engine that they will have: sends a record over the loopback interface. Takes some
     * 15 ms, mostly to load classes. Nothing else sees them.
     *
     * @throws RefusedException where they do not work
     * @throws IOException where they could not be tried
     */
    static void selfTest() throws RefusedException, IOException {
        try {
            refuse(RecordSelfTest.wakeup());
            SelfTestHooks hooks = new SelfTestHooks();
            String broken = RecordSelfTest.exchange(hooks, hooks.recordLength());
            refuse(hooks.failure() == null ? broken : "cause=" + hooks.failure());
        } catch (RuntimeException | Error e) {
            throw new RefusedException("self-test failed, cause=" + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private static void refuse(String broken) throws RefusedException {
        if (broken != null) {
            throw new RefusedException("self-test failed, " + broken);
        }
    }

    static void install(AgentOptions options) {
        ReadAheadMemory.limit(options.holdMemory());
        InboundRule.prepare();
        RecordSelectorProvider.install(new GuardedHooks(new EngineHooks(options.rules(), options.jmx())));
    }

    /** For a JVM that made its provider before. */
    static void rewriteLookup(Instrumentation instrumentation) throws RefusedException {
        try {
            if (ProviderLookup.install(instrumentation)) {
                return;
            }
        } catch (UnmodifiableClassException | RuntimeException | Error e) {
            throw new RefusedException("the provider lookup cannot be rewritten, cause=" + e, e);
        }
        throw new RefusedException("the provider lookup cannot be rewritten");
    }
}
