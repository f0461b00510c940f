package io.recordsockets.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Carries a failure through the selector's callback. */
final class LoadFailure extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    LoadFailure(IOException cause) {
        super(cause);
    }
}
