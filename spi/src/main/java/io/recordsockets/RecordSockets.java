package io.recordsockets;

import io.recordsockets.spi.RecordFraming;
import io.recordsockets.spi.RecordSocketsProvider;
import java.util.List;

/**
 * The entrance to Record Sockets: what is in force, and framings by name. Records begin at {@link RecordHandle}, connections
 * at {@link RecordSocket}, and broadcasts at {@link RecordGroup}.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
public final class RecordSockets {
    private RecordSockets() {}

    /** What is in force in this JVM, and what it did so far. Works where nothing of Record Sockets but this API is there. */
    public static RecordSocketsStatus status() {
        RecordSocketsProvider engine;
        try {
            engine = RecordSocketsProvider.engine();
        } catch (IllegalStateException e) {
            return new RecordSocketsStatus(
                    false,
                    "Record Sockets is not active: " + e.getMessage(),
                    List.of(),
                    SendingStatistics.none(false, false),
                    RecordSocketsStatus.ReadAhead.NONE,
                    RecordSocketsStatus.Store.NONE);
        }
        return engine.status();
    }

    /**
     * A framing by its name and parameters, as rules have it, such as {@code length-field(offset=0,length=4)}.
     *
     * @throws IllegalArgumentException if there is no such framing, with the names that there are; or if a parameter is wrong
     * @throws IllegalStateException if the engine is not there
     */
    public static RecordFraming framing(String text) {
        return RecordSocketsProvider.engine().framing(text);
    }
}
