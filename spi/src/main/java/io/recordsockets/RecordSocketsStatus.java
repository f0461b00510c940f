package io.recordsockets;

import java.util.List;

/** What is in force in this JVM, at one moment. Immutable; parts may be added. */
public final class RecordSocketsStatus {
    /** A bounded memory. Immutable. */
    public static final class Memory {
        /** Nothing is taken, and nothing can be. */
        public static final Memory NONE = new Memory(0, 0, 0);

        private final long limitBytes;
        private final long usedBytes;
        private final long refused;

        private Memory(long limitBytes, long usedBytes, long refused) {
            this.limitBytes = limitBytes;
            this.usedBytes = usedBytes;
            this.refused = refused;
        }

        /**
         * For the engine.
         *
         * @param limitBytes see {@link #limitBytes()}
         * @param usedBytes see {@link #usedBytes()}
         * @param refused see {@link #refused()}
         * @return the figures
         */
        public static Memory of(long limitBytes, long usedBytes, long refused) {
            return new Memory(limitBytes, usedBytes, refused);
        }

        /** {@return the most that is taken, in bytes} */
        public long limitBytes() {
            return limitBytes;
        }

        /** {@return what is taken now, in bytes} */
        public long usedBytes() {
            return usedBytes;
        }

        /** {@return how often there was no room, or the memory failed: plain TCP, or plain writes, took over} */
        public long refused() {
            return refused;
        }

        private List<Object> figures() {
            return List.of(limitBytes, usedBytes, refused);
        }

        /** {@return whether the other has equal figures} */
        @Override
        public boolean equals(Object other) {
            return other instanceof Memory same && same.figures().equals(figures());
        }

        /** {@return a hash of the figures} */
        @Override
        public int hashCode() {
            return figures().hashCode();
        }

        /** {@return the figures by name} */
        @Override
        public String toString() {
            return "limitBytes=" + limitBytes + ", usedBytes=" + usedBytes + ", refused=" + refused;
        }
    }

    private final boolean active;
    private final boolean agentActive;
    private final String version;
    private final String description;
    private final List<RuleStatistics> rules;
    private final SendingStatistics sending;
    private final Memory readAhead;
    private final Memory store;

    private RecordSocketsStatus(Builder from) {
        this.active = from.active;
        this.agentActive = from.agentActive;
        this.version = from.version;
        this.description = from.description;
        this.rules = List.copyOf(from.rules);
        this.sending = from.sending;
        this.readAhead = from.readAhead;
        this.store = from.store;
    }

    /**
     * For the engine.
     *
     * @return a builder; what is not set is zero or empty
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return whether records can be sent and received in this JVM: with the agent, or from the class path} */
    public boolean active() {
        return active;
    }

    /** {@return whether the agent is active, and makes record sockets for connections that a rule matches} */
    public boolean agentActive() {
        return agentActive;
    }

    /** {@return the version of the engine} */
    public String version() {
        return version;
    }

    /** {@return one line for people: how it is active, or why not and what to do} */
    public String description() {
        return description;
    }

    /** {@return what each rule did so far, in the order of the rules; empty where there are none} */
    public List<RuleStatistics> rules() {
        return rules;
    }

    /** {@return what the sending side did so far} */
    public SendingStatistics sending() {
        return sending;
    }

    /** {@return the memory for what is read ahead of applications, kept of heads, or has the kernel widen a receive buffer; its limit is {@code hold-memory}} */
    public Memory readAhead() {
        return readAhead;
    }

    /** {@return the memory that the queues of several connections share; its limit is 0 where nothing was shared so far} */
    public Memory store() {
        return store;
    }

    /** {@return the sum over all rules, named {@code total}} */
    public RuleStatistics total() {
        RuleStatistics sum = RuleStatistics.builder().rule("total").build();
        for (RuleStatistics rule : rules) {
            sum = sum.plus(rule);
        }
        return sum;
    }

    private List<Object> figures() {
        return List.of(active, agentActive, version, description, rules, sending, readAhead, store);
    }

    /** {@return whether the other has equal figures} */
    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSocketsStatus same && same.figures().equals(figures());
    }

    /** {@return a hash of the figures} */
    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    /** {@return all of it, over several lines} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Record Sockets ")
                .append(version)
                .append(": ")
                .append(description);
        text.append('\n').append(sending);
        for (RuleStatistics rule : rules) {
            text.append("\nrule ").append(rule);
        }
        return text.append("\nread ahead: ")
                .append(readAhead)
                .append("\nstore: ")
                .append(store)
                .toString();
    }

    /** Makes one, part by part; for the engine. Of one thread. */
    public static final class Builder {
        private boolean active;
        private boolean agentActive;
        private String version = RecordSockets.version();
        private String description = "";
        private List<RuleStatistics> rules = List.of();
        private SendingStatistics sending = SendingStatistics.builder().build();
        private Memory readAhead = Memory.NONE;
        private Memory store = Memory.NONE;

        private Builder() {}

        /**
         * Sets {@link RecordSocketsStatus#active()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder active(boolean value) {
            active = value;
            return this;
        }

        /**
         * Sets {@link RecordSocketsStatus#agentActive()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder agentActive(boolean value) {
            agentActive = value;
            return this;
        }

        /**
         * Sets {@link RecordSocketsStatus#version()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder version(String value) {
            version = value;
            return this;
        }

        /**
         * Sets {@link RecordSocketsStatus#description()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder description(String value) {
            description = value;
            return this;
        }

        /**
         * Sets {@link RecordSocketsStatus#rules()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder rules(List<RuleStatistics> value) {
            rules = value;
            return this;
        }

        /**
         * Sets {@link RecordSocketsStatus#sending()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder sending(SendingStatistics value) {
            sending = value;
            return this;
        }

        /**
         * Sets {@link RecordSocketsStatus#readAhead()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder readAhead(Memory value) {
            readAhead = value;
            return this;
        }

        /**
         * Sets {@link RecordSocketsStatus#store()}.
         *
         * @param value the new one
         * @return this
         */
        public Builder store(Memory value) {
            store = value;
            return this;
        }

        /** {@return what was set so far} */
        public RecordSocketsStatus build() {
            return new RecordSocketsStatus(this);
        }
    }
}
