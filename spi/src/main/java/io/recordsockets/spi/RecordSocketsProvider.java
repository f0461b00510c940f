package io.recordsockets.spi;

import io.recordsockets.RecordSocketsStatus;

/** The engine behind {@link io.recordsockets.RecordSockets}, found by {@link java.util.ServiceLoader}. */
public interface RecordSocketsProvider {
    /** What is in force now. Any thread; does not block. */
    RecordSocketsStatus status();
}
