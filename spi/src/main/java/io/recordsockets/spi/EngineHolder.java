package io.recordsockets.spi;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The engine, once it is found. What is not found is looked for again: a class loader that has one may come later, and no
 * failure is kept for good.
 *
 * <p><b>Threading:</b> any thread. Without a lock: to look for it runs code of class loaders, which have locks of their own.
 */
final class EngineHolder {
    private static final AtomicReference<RecordSocketsProvider> ENGINE = new AtomicReference<>();

    private EngineHolder() {}

    /** Null where there is none. */
    static RecordSocketsProvider engineOrNull() {
        RecordSocketsProvider engine = ENGINE.get();
        return engine == null ? lookUp().engine() : engine;
    }

    /** @throws IllegalStateException where there is none; the message says what to do */
    static RecordSocketsProvider engine() {
        RecordSocketsProvider engine = ENGINE.get();
        if (engine == null) {
            EngineLookup lookup = lookUp();
            engine = lookup.engine();
            if (engine == null) {
                throw new IllegalStateException(lookup.problem(), lookup.failure());
            }
        }
        return engine;
    }

    private static EngineLookup lookUp() {
        EngineLookup lookup = withOwnPermissions();
        if (lookup.engine() != null && !ENGINE.compareAndSet(null, lookup.engine())) {
            return new EngineLookup(ENGINE.get(), null, null);
        }
        return lookup;
    }

    /** The application may not be allowed to see class loaders. */
    @SuppressWarnings("removal")
    private static EngineLookup withOwnPermissions() {
        if (System.getSecurityManager() == null) {
            return EngineLookup.now();
        }
        return AccessController.doPrivileged(new PrivilegedAction<EngineLookup>() {
            @Override
            public EngineLookup run() {
                return EngineLookup.now();
            }
        });
    }
}
