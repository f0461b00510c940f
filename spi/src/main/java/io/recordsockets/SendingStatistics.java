package io.recordsockets;

import java.util.List;

/** What the sending side of this JVM did so far. Immutable; figures may be added. */
public final class SendingStatistics {
    private final boolean kernelBounded;
    private final int sockets;
    private final long queuedRecords;
    private final long queuedBytesPerReceiver;
    private final long queuedBytesOnce;
    private final long sent;
    private final long unsent;
    private final long expired;
    private final long superseded;
    private final long failed;
    private final long refused;
    private final long writes;
    private final long sharedBytes;
    private final long leakedHandles;

    private SendingStatistics(Builder from) {
        this.kernelBounded = from.kernelBounded;
        this.sockets = from.sockets;
        this.queuedRecords = from.queuedRecords;
        this.queuedBytesPerReceiver = from.queuedBytesPerReceiver;
        this.queuedBytesOnce = from.queuedBytesOnce;
        this.sent = from.sent;
        this.unsent = from.unsent;
        this.expired = from.expired;
        this.superseded = from.superseded;
        this.failed = from.failed;
        this.refused = from.refused;
        this.writes = from.writes;
        this.sharedBytes = from.sharedBytes;
        this.leakedHandles = from.leakedHandles;
    }

    /**
     * For the engine.
     *
     * @return a builder; what is not set is zero or empty
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return whether {@link SocketPolicy#kernelBytes()} can be set in this JVM: it needs the agent, or {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}} */
    public boolean kernelBounded() {
        return kernelBounded;
    }

    /** {@return record sockets that are open} */
    public int sockets() {
        return sockets;
    }

    /** {@return records that are queued, counted once for each receiver} */
    public long queuedRecords() {
        return queuedRecords;
    }

    /** {@return bytes that are left to write, summed over the receivers: what is to go over the wire} */
    public long queuedBytesPerReceiver() {
        return queuedBytesPerReceiver;
    }

    /** {@return bytes of the sends that have not ended, each counted once however many receivers it has: about what they take in memory} */
    public long queuedBytesOnce() {
        return queuedBytesOnce;
    }

    /** {@return records handed to the kernel whole, counted once for each receiver like those below} */
    public long sent() {
        return sent;
    }

    /** {@return records taken back} */
    public long unsent() {
        return unsent;
    }

    /** {@return records that expired} */
    public long expired() {
        return expired;
    }

    /** {@return records that were superseded} */
    public long superseded() {
        return superseded;
    }

    /** {@return records that failed, also since they were refused} */
    public long failed() {
        return failed;
    }

    /** {@return records that were refused by a limit: they are among those that failed} */
    public long refused() {
        return refused;
    }

    /** {@return system calls that wrote} */
    public long writes() {
        return writes;
    }

    /** {@return bytes that left as pages which the queues of several sockets share} */
    public long sharedBytes() {
        return sharedBytes;
    }

    /** {@return handles that became unreachable unclosed} */
    public long leakedHandles() {
        return leakedHandles;
    }

    private List<Object> figures() {
        return List.of(
                kernelBounded,
                sockets,
                queuedRecords,
                queuedBytesPerReceiver,
                queuedBytesOnce,
                sent,
                unsent,
                expired,
                superseded,
                failed,
                refused,
                writes,
                sharedBytes,
                leakedHandles);
    }

    /** {@return whether the other has equal figures} */
    @Override
    public boolean equals(Object other) {
        return other instanceof SendingStatistics same && same.figures().equals(figures());
    }

    /** {@return a hash of the figures} */
    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    /** {@return the figures, in three lines} */
    @Override
    public String toString() {
        return "sending: sockets=" + sockets + ", queuedRecords=" + queuedRecords + ", queuedBytesPerReceiver="
                + queuedBytesPerReceiver + ", queuedBytesOnce=" + queuedBytesOnce + "\n  records: sent=" + sent
                + ", unsent=" + unsent + ", expired=" + expired + ", superseded=" + superseded + ", failed=" + failed
                + ", refused=" + refused + "\n  writes=" + writes + ", sharedBytes=" + sharedBytes
                + ", leakedHandles=" + leakedHandles + ", kernelBounded=" + kernelBounded;
    }

    /** Makes one, part by part; for the engine. Of one thread. */
    public static final class Builder {
        private boolean kernelBounded;
        private int sockets;
        private long queuedRecords;
        private long queuedBytesPerReceiver;
        private long queuedBytesOnce;
        private long sent;
        private long unsent;
        private long expired;
        private long superseded;
        private long failed;
        private long refused;
        private long writes;
        private long sharedBytes;
        private long leakedHandles;

        private Builder() {}

        /**
         * Sets {@link SendingStatistics#kernelBounded()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder kernelBounded(boolean value) {
            kernelBounded = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#sockets()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder sockets(int value) {
            sockets = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#queuedRecords()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder queuedRecords(long value) {
            queuedRecords = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#queuedBytesPerReceiver()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder queuedBytesPerReceiver(long value) {
            queuedBytesPerReceiver = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#queuedBytesOnce()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder queuedBytesOnce(long value) {
            queuedBytesOnce = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#sent()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder sent(long value) {
            sent = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#unsent()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder unsent(long value) {
            unsent = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#expired()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder expired(long value) {
            expired = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#superseded()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder superseded(long value) {
            superseded = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#failed()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder failed(long value) {
            failed = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#refused()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder refused(long value) {
            refused = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#writes()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder writes(long value) {
            writes = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#sharedBytes()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder sharedBytes(long value) {
            sharedBytes = value;
            return this;
        }

        /**
         * Sets {@link SendingStatistics#leakedHandles()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder leakedHandles(long value) {
            leakedHandles = value;
            return this;
        }

        /** {@return what was set so far} */
        public SendingStatistics build() {
            return new SendingStatistics(this);
        }
    }
}
