package io.recordsockets.agent;

import io.recordsockets.rewrite.ProviderLookup;
import io.recordsockets.rules.RuleSet;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import sun.nio.ch.RecordSelectorProvider;
import sun.nio.ch.RecordSelfTest;

/** What of the installation needs the classes in {@code sun.nio.ch} to be defined. */
final class Activation {
    private Activation() {}

    /**
     * Tries the selector, and with {@code exchange} the channels too, with the engine that they will have. Nothing else
     * sees them.
     *
     * @param exchange whether to send a record over the loopback interface; takes some 15 ms, mostly to load classes
     */
    static void selfTest(boolean exchange) throws RefusedException {
        String broken;
        try {
            broken = RecordSelfTest.wakeup();
            if (broken == null && exchange) {
                broken = exchange(new SelfTestHooks());
            }
        } catch (IOException | RuntimeException | Error e) {
            throw new RefusedException("self-test failed, cause=" + (e.getCause() == null ? e : e.getCause()), e);
        }
        if (broken != null) {
            throw new RefusedException("self-test failed, " + broken);
        }
    }

    private static String exchange(SelfTestHooks hooks) throws IOException {
        String broken = RecordSelfTest.exchange(hooks, hooks.recordLength());
        return hooks.failure() == null ? broken : "cause=" + hooks.failure();
    }

    static void install(RuleSet rules, boolean jmx) {
        RecordSelectorProvider.install(new EngineHooks(rules, jmx));
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
