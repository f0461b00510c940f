package io.recordsockets.spi;

import java.security.CodeSource;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * What a look for the engine found.
 *
 * @param engine null where there is none
 * @param problem why there is none and what to do; null where there is one
 * @param failure what failed; null where nothing did
 */
record EngineLookup(RecordSocketsProvider engine, String problem, Throwable failure) {
    /** A broken provider file may fail at each step of the iteration, and an iterator may fail for ever. */
    private static final int MAX_FAILURES = 20;

    private static final String TO_DO = "add record-sockets-agent.jar to the class path, or attach it with -javaagent";

    /** Looks from the class loader of the API, then the context class loader, then that of the system. */
    static EngineLookup now() {
        Throwable failure = null;
        try {
            ClassLoader system = ClassLoader.getSystemClassLoader();
            ClassLoader own = RecordSocketsProvider.class.getClassLoader();
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            for (ClassLoader loader : new ClassLoader[] {own, context, system}) {
                // The bootstrap class loader has no providers.
                EngineLookup found = loader == null ? new EngineLookup(null, null, null) : in(loader);
                if (found.engine != null) {
                    return found;
                }
                failure = failure == null ? found.failure : failure;
            }
            Class<?> systems = Class.forName(RecordSocketsProvider.class.getName(), false, system);
            if (systems != RecordSocketsProvider.class) {
                return new EngineLookup(null, otherCopy(systems), failure);
            }
        } catch (ClassNotFoundException e) {
            // No other copy.
        } catch (SecurityException | LinkageError e) {
            failure = failure == null ? e : failure;
        }
        String why = failure == null ? "" : ", cause=" + failure;
        return new EngineLookup(null, "no Record Sockets engine found" + why + ": " + TO_DO, failure);
    }

    private static EngineLookup in(ClassLoader loader) {
        Throwable failure = null;
        Iterator<RecordSocketsProvider> engines = null;
        for (int failures = 0; failures < MAX_FAILURES; failures++) {
            try {
                if (engines == null) {
                    engines = ServiceLoader.load(RecordSocketsProvider.class, loader)
                            .iterator();
                }
                return new EngineLookup(engines.hasNext() ? engines.next() : null, null, failure);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        return new EngineLookup(null, null, failure);
    }

    /** An engine of one copy is none for another: their types are different ones. */
    private static String otherCopy(Class<?> systems) {
        return "no Record Sockets engine for this copy of the API, copy=" + origin(RecordSocketsProvider.class)
                + ", the engine is for the copy of the system class loader, copy=" + origin(systems)
                + ": remove the API from the application, or leave it to the class loader above";
    }

    private static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? "unknown" : String.valueOf(source.getLocation());
    }
}
