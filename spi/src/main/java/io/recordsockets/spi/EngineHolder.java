package io.recordsockets.spi;

import java.util.Iterator;
import java.util.ServiceLoader;

/** Finds the engine, once, on first use. */
final class EngineHolder {
    static final RecordSocketsProvider ENGINE = find();

    private EngineHolder() {}

    private static RecordSocketsProvider find() {
        Iterator<RecordSocketsProvider> engines = ServiceLoader.load(
                        RecordSocketsProvider.class, ClassLoader.getSystemClassLoader())
                .iterator();
        return engines.hasNext() ? engines.next() : null;
    }
}
