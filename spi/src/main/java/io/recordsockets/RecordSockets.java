package io.recordsockets;

import io.recordsockets.spi.RecordSocketsProvider;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The entrance to Record Sockets. Works in every JVM: where no agent is active, the answers say so.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
public final class RecordSockets {
    private RecordSockets() {}

    /** What is in force in this JVM, and what each rule did so far. */
    public static RecordSocketsStatus status() {
        RecordSocketsProvider provider = Holder.PROVIDER;
        return provider == null
                ? new RecordSocketsStatus(false, "Record Sockets is not active: no agent is attached", List.of())
                : provider.status();
    }

    /** Found once, on first use. */
    private static final class Holder {
        static final RecordSocketsProvider PROVIDER = find();

        private static RecordSocketsProvider find() {
            Iterator<RecordSocketsProvider> providers = ServiceLoader.load(
                            RecordSocketsProvider.class, ClassLoader.getSystemClassLoader())
                    .iterator();
            return providers.hasNext() ? providers.next() : null;
        }
    }
}
