package io.recordsockets.agent;

import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.inbound.HoldMemory;

/** The budget of this JVM for what is read ahead. Apart from those who show it: without the agent there is none. */
final class ReadAheadMemory {
    private ReadAheadMemory() {}

    /** Sets the limit, in bytes; {@link AgentOptions#DEFAULT_HOLD_MEMORY} leaves it. */
    static void limit(long bytes) {
        if (bytes != AgentOptions.DEFAULT_HOLD_MEMORY) {
            HoldMemory.JVM.limit(bytes);
        }
    }

    static RecordSocketsStatus.Memory statistics() {
        HoldMemory memory = HoldMemory.JVM;
        return RecordSocketsStatus.Memory.of(memory.limit(), memory.used(), memory.refused());
    }
}
