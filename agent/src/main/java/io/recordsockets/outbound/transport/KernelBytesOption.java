package io.recordsockets.outbound.transport;

import io.recordsockets.os.KernelOptions;

/**
 * TCP_NOTSENT_LOWAT of one socket, and what it was before it was changed.
 *
 * <p><b>Threading:</b> any thread.
 */
public abstract class KernelBytesOption {
    /** The value that was found; {@link KernelOptions#UNKNOWN} as long as nothing was changed. Guarded by this. */
    private int before = KernelOptions.UNKNOWN;

    /** The value in force; {@link KernelOptions#UNKNOWN} where it cannot be had. */
    abstract int get();

    /** False where it cannot be set. */
    abstract boolean set(int bytes);

    /** {@link Transport#kernelBytes}. */
    final synchronized boolean limit(int bytes) {
        if (bytes == 0) {
            return before == KernelOptions.UNKNOWN || set(before);
        }
        if (before == KernelOptions.UNKNOWN) {
            before = get();
        }
        return before != KernelOptions.UNKNOWN && set(bytes);
    }
}
