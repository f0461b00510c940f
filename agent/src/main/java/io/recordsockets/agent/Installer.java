package io.recordsockets.agent;

import io.recordsockets.RecordSockets;
import io.recordsockets.rules.Rule;
import io.recordsockets.rules.RuleSet;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.channels.spi.SelectorProvider;
import java.util.Collections;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Puts the provider in force: everything that can fail comes first, and what the whole JVM sees comes last.
 *
 * <p>Refers to the engine through {@link Activation} only: engine classes extend types that are defined here.
 */
final class Installer {
    private static final String PROVIDER_PROPERTY = "java.nio.channels.spi.SelectorProvider";
    private static final String PACKAGE = "sun.nio.ch";
    private static final String PROVIDER_CLASS = "sun.nio.ch.RecordSelectorProvider";

    /**
     * What is defined at start-up, in an order in which each finds its superclass and interfaces, and what the verifier
     * compares it with. The rest are {@link LateClasses}.
     */
    private static final String[] CLASSES = {
        "RecordOutbound",
        "RecordSink",
        "RecordTransport",
        "RecordSharing",
        "RecordInbound",
        "RecordHooks",
        "JdkMembers$1",
        "JdkMembers$BlockingRead",
        "JdkMembers$Mapping",
        "JdkMembers",
        "RecordReadEvents$Emitter",
        "RecordReadEvents",
        "RecordSendingChannelImpl",
        "RecordReceivingChannelImpl",
        "RecordSocketChannelImpl",
        "RecordServerSocketChannelImpl",
        "RecordEPollSelectorImpl$Hold",
        "RecordEPollSelectorImpl",
        "RecordSelectorProvider",
        "RecordSelfTest",
    };

    private Installer() {}

    /**
     * Installs the provider.
     *
     * @return for the line that tells of it: version, JDK and number of rules
     * @throws RefusedException where it must not or cannot be; the JVM is as it was
     */
    static String install(AgentOptions options, Instrumentation instrumentation)
            throws RefusedException, ReflectiveOperationException, IOException {
        refuseOtherPlatforms();
        refuseSecond();
        refuseOtherProviders();
        prepare(instrumentation);
        if (options.strict()) {
            // Else with the first socket: see Trial.
            Activation.selfTest();
        }
        Activation.install(options);
        makeDefault(instrumentation);
        RuleSet rules = options.rules();
        String description = "version=" + version() + ", jdk=" + System.getProperty("java.version") + ", rules="
                + rules.size() + unknownFramings(rules);
        AgentState.started(options, description);
        return description;
    }

    private static String unknownFramings(RuleSet rules) {
        String names = "";
        for (Rule rule : rules.rules()) {
            if (rule.unknownFraming() != null) {
                names += (names.isEmpty() ? "" : ",") + rule.framingName();
            }
        }
        return names.isEmpty() ? "" : ", framings to be found with the first connection=" + names;
    }

    /** Opens the package to this class, and defines the classes that join it. */
    static void prepare(Instrumentation instrumentation)
            throws RefusedException, ReflectiveOperationException, IOException {
        Module base = Object.class.getModule();
        Set<Module> self = Collections.singleton(Installer.class.getModule());
        // At run time, to open a package is to export it too.
        instrumentation.redefineModule(
                base,
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonMap(PACKAGE, self),
                Collections.emptySet(),
                Collections.emptyMap());
        List<String> missing = StartupCheck.missing();
        if (!missing.isEmpty()) {
            throw new RefusedException("this JDK lacks what is relied on, jdk=" + System.getProperty("java.version")
                    + ", missing=" + missing);
        }
        JavaBaseClasses.define(CLASSES);
    }

    /** The version of the agent. */
    static String version() {
        return RecordSockets.version();
    }

    static void refuseOtherPlatforms() throws RefusedException {
        String os = System.getProperty("os.name");
        if (!"Linux".equals(os)) {
            throw new RefusedException("Record Sockets needs Linux, os=" + os);
        }
    }

    private static void refuseSecond() throws RefusedException {
        if (defined()) {
            throw new RefusedException("it has been started in this JVM before; the first start stays in force");
        }
    }

    private static boolean defined() {
        try {
            Class.forName(PROVIDER_CLASS, false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** What the operator of the application has set up himself is respected. */
    private static void refuseOtherProviders() throws RefusedException {
        String named = System.getProperty(PROVIDER_PROPERTY);
        if (named != null) {
            throw new RefusedException(
                    "the application has a selector provider of its own, " + PROVIDER_PROPERTY + "=" + named);
        }
        try {
            if (ServiceLoader.load(SelectorProvider.class, ClassLoader.getSystemClassLoader())
                    .iterator()
                    .hasNext()) {
                throw new RefusedException(
                        "the application has a selector provider of its own, found by ServiceLoader");
            }
        } catch (ServiceConfigurationError e) {
            throw new RefusedException("the application has a selector provider that does not load, cause=" + e, e);
        }
    }

    /** The one step that the whole JVM sees. */
    private static void makeDefault(Instrumentation instrumentation) throws RefusedException {
        System.setProperty(PROVIDER_PROPERTY, PROVIDER_CLASS);
        SelectorProvider provider;
        try {
            provider = SelectorProvider.provider();
        } finally {
            // Read once by the JDK; the application is to find its properties as it left them.
            System.clearProperty(PROVIDER_PROPERTY);
        }
        if (!provider.getClass().getName().equals(PROVIDER_CLASS)) {
            Activation.rewriteLookup(instrumentation);
        }
    }
}
