package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.recordsockets.RuleStatistics;
import io.recordsockets.framing.Framings;
import io.recordsockets.monitor.PlainReason;
import io.recordsockets.monitor.RuleCounters;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import sun.nio.ch.RecordInbound;

/** One connection with its kernel, its clock and its memory; {@link #select()} is the selector. */
final class Connection {
    static final long MS = 1_000_000;
    static final InboundLimits LIMITS = new InboundLimits(HoldMode.ON, 1 << 20, 200 * MS, 10_000 * MS);

    private static final Arenas ARENAS = new Arenas(2);

    /** What {@link #read(int)} answers at the end of the stream. */
    static final byte[] END = {};

    final TestClock clock;
    final FakeTransport kernel;
    final HoldMemory memory;
    final RuleCounters counters;
    final InboundRule rule;
    final Inbound inbound;

    Connection(RecordParser parser, InboundLimits limits) {
        this(parser, limits, new TestClock(1_000 * MS), new HoldMemory(Long.MAX_VALUE / 2));
    }

    private Connection(RecordParser parser, InboundLimits limits, TestClock clock, HoldMemory memory) {
        this(
                parser,
                new InboundRule(limits, new RuleCounters(), "listen *:1 test", () -> parser, clock, memory, ARENAS));
    }

    Connection(RecordParser parser, InboundRule rule) {
        this.rule = rule;
        this.counters = rule.counters;
        this.clock = (TestClock) rule.clock;
        this.kernel = new FakeTransport(clock);
        this.memory = rule.memory;
        for (PlainReason why : PlainReason.values()) {
            counters.firstPlain(why); // the line in the log is not what is tested here
        }
        inbound = new Inbound(kernel, parser, rule);
    }

    /** Records with four bytes of length in front. */
    static Connection lengthField() {
        return lengthField(LIMITS);
    }

    static Connection lengthField(InboundLimits limits) {
        return new Connection(parser("length-field", Map.of("length", "4")), limits);
    }

    static Connection lines() {
        return new Connection(parser("line", Map.of()), LIMITS);
    }

    static RecordParser parser(String framing, Map<String, String> parameters) {
        return Framings.find(framing, parameters, null).parser(StreamDirection.REQUESTS);
    }

    /** A record of this length, header and all, as {@link #lengthField()} finds it. */
    static byte[] record(int length) {
        byte[] record = ByteBuffer.allocate(length).putInt(length - 4).array();
        for (int i = 4; i < length; i++) {
            record[i] = (byte) (length + i);
        }
        return record;
    }

    static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /**
     * What a level-triggered selector does that is asked now, without waiting.
     *
     * @return whether the application is woken
     */
    boolean select() {
        // One spare pass: a mark that the kernel has capped shows by an event that comes again.
        for (int pass = 0; pass < 2; pass++) {
            if (kernel.failed()) {
                inbound.hangUp();
                return true;
            }
            if (kernel.readable() ? inbound.readable() : inbound.buffered()) {
                return true;
            }
            if (due() && inbound.holdExpired()) {
                assertTrue(inbound.readable(), "released, and held again at once");
                return true;
            }
            if (!kernel.readable()) {
                return false;
            }
        }
        return fail("the selector spins: the event is held back, and the kernel reports it again");
    }

    /** The selector sleeps until the hold is due, and looks. */
    boolean selectAtDeadline() {
        assertTrue(held(), "nothing is held, so nothing would wake the selector");
        clock.advanceTo(Math.max(inbound.holdDeadlineNs(), clock.nanoTime()));
        return select();
    }

    boolean held() {
        return inbound.holdDeadlineNs() != RecordInbound.NO_DEADLINE;
    }

    private boolean due() {
        return held() && inbound.holdDeadlineNs() - clock.nanoTime() <= 0;
    }

    /** The next bytes, with room for so many; {@link #END} at the end, null where there is nothing now. */
    byte[] read(int room) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(room);
        int n = inbound.read(dst);
        return n < 0 ? END : n == 0 ? null : Arrays.copyOf(dst.array(), n);
    }

    RuleStatistics statistics() {
        return counters.statistics("test");
    }

    long released(String why) {
        return statistics().holdsReleased().getOrDefault(why, 0L);
    }

    long plain(String why) {
        return statistics().plainConnections().getOrDefault(why, 0L);
    }
}
