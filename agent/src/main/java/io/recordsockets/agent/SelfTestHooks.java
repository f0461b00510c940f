package io.recordsockets.agent;

import io.recordsockets.inbound.HoldMode;
import io.recordsockets.inbound.Inbound;
import io.recordsockets.inbound.InboundLimits;
import io.recordsockets.inbound.InboundRule;
import io.recordsockets.monitor.RuleCounters;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import sun.nio.ch.RecordHooks;
import sun.nio.ch.RecordInbound;
import sun.nio.ch.RecordSharing;
import sun.nio.ch.RecordTransport;

/** The engine as the self-test uses it: records of a fixed length, and no rule. */
final class SelfTestHooks implements RecordHooks {
    private static final int RECORD_LENGTH = 8;

    /** Longer than the self-test waits for anything. */
    private static final long NEVER_NS = 60_000_000_000L;

    private Throwable failure;

    /** Length of the records, in bytes. */
    int recordLength() {
        return RECORD_LENGTH;
    }

    /** What failed out of sight; null where nothing did. */
    Throwable failure() {
        return failure;
    }

    @Override
    public boolean selectorsWork() {
        return true;
    }

    @Override
    public boolean mayAccept() {
        return true;
    }

    @Override
    public boolean mayConnect() {
        return false;
    }

    @Override
    public Object acceptRule(SocketAddress local) {
        return this;
    }

    @Override
    public Object connectRule(SocketAddress remote) {
        return null;
    }

    @Override
    public RecordInbound open(Object rule, RecordTransport transport) {
        InboundLimits limits = new InboundLimits(HoldMode.ON, 1 << 20, NEVER_NS, NEVER_NS);
        InboundRule all = new InboundRule(limits, new RuleCounters(), "self-test", FixedLength::new);
        return new Inbound(transport, new FixedLength(), all);
    }

    @Override
    public int sharesFrom(Object rule) {
        return Integer.MAX_VALUE;
    }

    @Override
    public RecordSharing share(Object rule, RecordTransport transport) {
        return null;
    }

    @Override
    public void bound() {}

    @Override
    public void failed(String what, Throwable cause) {
        failure = cause;
    }

    private static final class FixedLength implements RecordParser {
        @Override
        public long parse(ByteBuffer head) {
            return FramingAnswer.record(RECORD_LENGTH);
        }

        @Override
        public int headLength() {
            return 1;
        }
    }
}
