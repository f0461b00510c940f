package io.recordsockets.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void putsWordsToTheLeftAndNumbersToTheRight() {
        Table table = new Table(List.of("mode", "n"));
        table.add(List.of("whole", 5));
        table.add(List.of("cut", 1234));
        assertEquals("mode      n\nwhole     5\ncut    1234\n", table.toString());
    }

    @Test
    void showsAsManyDigitsAsAreOfUse() {
        assertEquals("0.998", Table.format(0.9984));
        assertEquals("12.3", Table.format(12.34));
        assertEquals("-123456", Table.format(-123456.4));
    }

    @Test
    void refusesALineThatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> new Table(List.of("a", "b")).add(List.of(1)));
    }
}
