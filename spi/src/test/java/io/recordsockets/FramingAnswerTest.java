package io.recordsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.spi.FramingAnswer;
import org.junit.jupiter.api.Test;

class FramingAnswerTest {
    private static final long LONGEST = (1L << 62) - 1;

    @Test
    void isOfOneKind() {
        for (long length : new long[] {1, 65_535, LONGEST}) {
            expect(FramingAnswer.record(length), true, false, false, length);
            expect(FramingAnswer.atLeast(length), false, true, false, length);
        }
        expect(FramingAnswer.part(1, 1), false, false, true, 1);
        expect(FramingAnswer.part((1L << 46) - 1, 65_535), false, false, true, (1L << 46) - 1);
        assertEquals(65_535, FramingAnswer.following(FramingAnswer.part(1, 65_535)));
    }

    @Test
    void unframedIsNeitherRecordNorPartNorAQuestion() {
        expect(FramingAnswer.UNFRAMED, false, false, false, 0);
        expect(FramingAnswer.NOT_A_RECORD, false, false, false, 0);
        assertFalse(FramingAnswer.UNFRAMED == FramingAnswer.NOT_A_RECORD);
    }

    @Test
    void lengthsThatCannotBeAreNoRecords() {
        for (long length : new long[] {0, -1, LONGEST + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertEquals(FramingAnswer.NOT_A_RECORD, FramingAnswer.record(length));
            assertEquals(FramingAnswer.NOT_A_RECORD, FramingAnswer.atLeast(length));
            assertEquals(FramingAnswer.NOT_A_RECORD, FramingAnswer.part(length, 1));
        }
        assertEquals(FramingAnswer.NOT_A_RECORD, FramingAnswer.part(1, 0));
        assertEquals(FramingAnswer.NOT_A_RECORD, FramingAnswer.part(1, 65_536));
    }

    private static void expect(long answer, boolean record, boolean atLeast, boolean part, long length) {
        assertTrue(FramingAnswer.isRecord(answer) == record);
        assertTrue(FramingAnswer.isAtLeast(answer) == atLeast);
        assertTrue(FramingAnswer.isPart(answer) == part);
        assertEquals(length, FramingAnswer.length(answer));
    }
}
