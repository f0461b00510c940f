package io.recordsockets.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.framing.Framings;
import io.recordsockets.framing.IndexedParser;
import io.recordsockets.spi.FramingAnswer;
import io.recordsockets.spi.RecordParser;
import io.recordsockets.spi.StreamDirection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordTrackerTest {
    /** Answers what is scripted, and remembers what it was shown. */
    private static class Script implements RecordParser {
        final List<String> shown = new ArrayList<>();
        private final long[] answers;
        private int next;

        Script(long... answers) {
            this.answers = answers;
        }

        @Override
        public long parse(ByteBuffer head) {
            byte[] bytes = new byte[head.remaining()];
            head.get(bytes);
            shown.add(new String(bytes, StandardCharsets.US_ASCII));
            return answers[next++];
        }

        @Override
        public int headLength() {
            return 1;
        }
    }

    private static int advance(RecordTracker tracker, String stream, int from, int to) {
        ByteBuffer view = ByteBuffer.allocate(100);
        for (int i = from; i < to; i++) {
            view.put(7 + i - from, (byte) stream.charAt(i));
        }
        return tracker.advance(view, 7, from, to);
    }

    @Test
    void showsEachRecordFromItsFirstByteOn() {
        Script script = new Script(FramingAnswer.record(3), FramingAnswer.record(2), FramingAnswer.record(4));
        RecordTracker tracker = new RecordTracker(script);
        assertEquals(2, advance(tracker, "aaabbcc", 0, 7));
        assertEquals(List.of("aaabbcc", "bbcc", "cc"), script.shown);
        assertEquals(5, tracker.recordStart());
        assertEquals(2, tracker.lastLength());
        assertTrue(tracker.endKnown());
        assertEquals(9, tracker.target());
    }

    @Test
    void doesNotShowWhatTheAnswerCovers() {
        Script script = new Script(FramingAnswer.record(6), FramingAnswer.record(2));
        RecordTracker tracker = new RecordTracker(script);
        assertEquals(0, advance(tracker, "aaaaaabb", 0, 2));
        assertEquals(0, advance(tracker, "aaaaaabb", 2, 5));
        assertEquals(2, advance(tracker, "aaaaaabb", 5, 8));
        assertEquals(List.of("aa", "bb"), script.shown);
    }

    @Test
    void goesOnBehindAPart() {
        Script script = new Script(FramingAnswer.part(3, 2), FramingAnswer.part(2, 1), FramingAnswer.record(1));
        RecordTracker tracker = new RecordTracker(script);
        assertEquals(0, advance(tracker, "aaabbc", 0, 4));
        assertEquals(3, tracker.headStart());
        assertEquals(5, tracker.target());
        assertFalse(tracker.endKnown());
        assertEquals(1, advance(tracker, "aaabbc", 3, 6));
        assertEquals(List.of("aaab", "bbc", "c"), script.shown);
        assertEquals(6, tracker.lastLength());
        assertEquals(6, tracker.recordStart());
    }

    @Test
    void asksAgainOnlyOnceThereIsAsMuchAsTheParserWants() {
        Script script = new Script(FramingAnswer.atLeast(4), FramingAnswer.record(5));
        RecordTracker tracker = new RecordTracker(script);
        assertEquals(0, advance(tracker, "aaaaa", 0, 1));
        assertEquals(0, advance(tracker, "aaaaa", 0, 3));
        assertEquals(4, tracker.target());
        assertEquals(1, advance(tracker, "aaaaa", 0, 5));
        assertEquals(List.of("a", "aaaaa"), script.shown);
    }

    @Test
    void aParserThatAsksForWhatItHasSeenGetsOneByteMore() {
        Script script = new Script(FramingAnswer.atLeast(1), FramingAnswer.atLeast(1), FramingAnswer.record(3));
        RecordTracker tracker = new RecordTracker(script);
        assertEquals(0, advance(tracker, "aaa", 0, 2));
        assertEquals(3, tracker.target());
        assertEquals(0, advance(tracker, "aaa", 0, 2));
        assertEquals(0, advance(tracker, "aaa", 0, 3));
        assertEquals(2, script.shown.size());
    }

    @Test
    void bytesThatAreNoRecordAreToldAtOnce() {
        RecordTracker tracker = new RecordTracker(new Script(FramingAnswer.record(1), FramingAnswer.NOT_A_RECORD));
        assertEquals(-1, advance(tracker, "ab", 0, 2));
    }

    @Test
    void findsTheSameRecordsHoweverTheStreamIsCut() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            RandomStream stream = new RandomStream(random, RandomStream.Kind.values()[random.nextInt(4)], 100);
            RecordTracker tracker = new RecordTracker(stream.parser());
            ByteBuffer all = ByteBuffer.wrap(stream.bytes());
            int whole = 0;
            for (int at = 0; at < stream.bytes().length; ) {
                at += 1 + random.nextInt(Math.min(stream.bytes().length - at, 50));
                int start = (int) Math.min(tracker.headStart(), at);
                whole += tracker.advance(all, start, start, at);
                assertEquals(stream.wholeWithin(at), tracker.recordStart(), "seed=" + seed);
            }
            assertEquals(stream.records(), whole, "seed=" + seed);
        }
    }

    private static List<Object> state(RecordTracker tracker) {
        return List.of(
                tracker.recordStart(), tracker.headStart(), tracker.lastLength(), tracker.endKnown(), tracker.target());
    }

    /** Records in runs of one length, with a length of two bytes in front; some end in what is none. */
    private static ByteBuffer runs(Random random) {
        ByteBuffer stream = ByteBuffer.allocate(4000);
        while (stream.remaining() > 300) {
            int length = random.nextInt(random.nextBoolean() ? 4 : 60);
            for (int i = random.nextInt(6); i >= 0 && stream.remaining() > 100; i--) {
                stream.putShort((short) length).position(stream.position() + length);
            }
        }
        if (random.nextInt(4) == 0) {
            stream.putShort((short) -1);
        }
        return stream;
    }

    @Test
    void followsAParserThatReadsByIndexAsItDoesAnyOther() {
        RecordParser indexed = Framings.find(
                        "length-field",
                        Map.of("length", "2", "max", "1000"),
                        getClass().getClassLoader())
                .parser(StreamDirection.REQUESTS);
        assertTrue(indexed instanceof IndexedParser);
        int damaged = 0;
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ByteBuffer stream = runs(random);
            RecordTracker quick = new RecordTracker(indexed);
            RecordTracker slow = new RecordTracker(new Script() {
                @Override
                public long parse(ByteBuffer head) {
                    return indexed.parse(head);
                }
            });
            int whole = 0;
            for (int at = 0; at < stream.position() && whole >= 0; ) {
                at += 1 + random.nextInt(Math.min(stream.position() - at, 200));
                int start = (int) Math.min(slow.headStart(), at);
                ByteBuffer view = stream.duplicate().limit(at);
                view.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                whole = slow.advance(view, start, start, at);
                assertEquals(whole, quick.advance(view, start, start, at), "seed=" + seed);
                assertEquals(state(slow), state(quick), "seed=" + seed);
            }
            damaged += whole < 0 ? 1 : 0;
        }
        assertTrue(damaged > 10 && damaged < 200, "damaged=" + damaged);
    }

    @Test
    void theHeadLengthStaysWithinWhatCanBeLookedAt() {
        int[][] cases = {
            {Integer.MIN_VALUE, 1},
            {0, 1},
            {5, 5},
            {Integer.MAX_VALUE, RecordTracker.HEAD_LIMIT}
        };
        for (int[] expected : cases) {
            RecordParser parser = new RecordParser() {
                @Override
                public long parse(ByteBuffer head) {
                    return FramingAnswer.record(1);
                }

                @Override
                public int headLength() {
                    return expected[0];
                }
            };
            assertEquals(expected[1], new RecordTracker(parser).headLength());
        }
    }
}
