package io.recordsockets.agent;

import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.monitor.Log;
import io.recordsockets.store.SharedStore;
import java.nio.file.Path;

/** The shared store of this JVM, made when it is first needed. */
final class JvmStore {
    private static volatile SharedStore store;

    /** Guarded by the class. */
    private static boolean failed;

    private JvmStore() {}

    /** Null where this JVM does not let files ignore interrupts, or the operator wants no store. Any thread. */
    static SharedStore get() {
        SharedStore made = store;
        return made == null && SharedStore.available() ? make() : made;
    }

    static RecordSocketsStatus.Memory statistics() {
        SharedStore made = store;
        return made == null
                ? RecordSocketsStatus.Memory.NONE
                : RecordSocketsStatus.Memory.of(made.limit(), made.used(), made.refused());
    }

    private static synchronized SharedStore make() {
        StoreOptions options = AgentState.options().store();
        if (store == null && options.limit() != StoreOptions.OFF && !failed) {
            try {
                store = new SharedStore(Path.of(options.directory()), options.limit());
            } catch (RuntimeException | Error e) {
                failed = true;
                Log.log().warn("nothing is shared, directory={}", options.directory(), e);
            }
        }
        return store;
    }
}
