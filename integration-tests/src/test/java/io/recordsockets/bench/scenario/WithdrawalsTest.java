package io.recordsockets.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.BenchException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithdrawalsTest {
    private static final int BYTES = 1000;

    /** Three records to two receivers; the last one is never withdrawn. */
    private final Withdrawals found = new Withdrawals(3, 2, BYTES);

    @Test
    void countsWhatCameThoughItHadNotBegunWhenItWasWithdrawn() throws BenchException {
        found.arrived(
                List.of("record 0 0 1 90 95", "record 0 1 1 110 120", "record 0 2 1 130 140", "record 1 2 1 100 140"));
        found.answered(List.of("withdrawn 0 100 ST", "withdrawn 1 101 BT"));
        assertEquals(0, found.wrongAnswers());
        assertEquals(3 * BYTES, found.withdrawnBytes());
        assertEquals(1 / 3.0, found.staleFraction());
    }

    @Test
    void anAnswerIsWrongWhereARecordCameThatWasTakenBackOrDidNotThatWasSent() throws BenchException {
        found.arrived(List.of("record 0 0 1 110 120", "record 0 2 1 130 140", "record 1 2 1 100 140"));
        found.answered(List.of("withdrawn 0 100 TS", "withdrawn 1 101 BE"));
        assertEquals(4, found.wrongAnswers());
    }

    @Test
    void thereIsNoFigureWhereAKeptRecordIsMissing() throws BenchException {
        found.arrived(List.of("record 0 2 1 130 140"));
        BenchException e = assertThrows(
                BenchException.class, () -> found.answered(List.of("withdrawn 0 1 TT", "withdrawn 1 1 TT")));
        assertTrue(e.getMessage().contains("receiver=1 id=2"), e.getMessage());
    }

    @Test
    void thereIsNoFigureWhereARecordCameTwiceOrInPart() {
        List<String> twice = List.of("record 0 2 1 130 140", "record 0 2 1 150 160");
        assertThrows(BenchException.class, () -> found.arrived(twice));
        assertThrows(BenchException.class, () -> found.arrived(List.of("part 1")));
    }
}
