package io.recordsockets.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MediansTest {
    @Test
    void takesTheMiddleOfAnOddNumber() {
        assertEquals(2, medians(3, 100, 1, 2, -5).median());
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertEquals(2.5, medians(4, 1, 3, 2).median());
    }

    @Test
    void growsBeyondItsFirstRoom() {
        Medians medians = new Medians();
        for (int i = 0; i <= 100; i++) {
            medians.add(i);
        }
        assertEquals(101, medians.count());
        assertEquals(50, medians.median());
    }

    @Test
    void knowsTheSmallestAndTheLargest() {
        assertEquals(-5, medians(3, 100, 1, 2, -5).min());
        assertEquals(100, medians(3, 100, 1, 2, -5).max());
    }

    @Test
    void hasNoAnswerWithoutFigures() {
        assertThrows(IllegalStateException.class, () -> new Medians().median());
        assertThrows(IllegalStateException.class, () -> new Medians().min());
        assertThrows(IllegalStateException.class, () -> new Medians().max());
    }

    @Test
    void isSurerWithMoreFiguresOfTheSameSpread() {
        Medians few = new Medians();
        Medians many = new Medians();
        for (int i = 0; i < 4000; i++) {
            double figure = i * 7919 % 1000;
            many.add(figure);
            if (i < 40) {
                few.add(figure);
            }
        }
        // quartiles 500 apart: 1.96 * 1.2533 * 500 / 1.349 / sqrt(4000)
        assertEquals(14.4, many.error(), 0.1);
        assertEquals(10, few.error() / many.error(), 2);
    }

    @Test
    void isQuiteSureOfEqualFigures() {
        assertEquals(0, medians(1, 1, 1, 1, 1).error());
        assertThrows(IllegalStateException.class, () -> medians(1, 1, 1).error());
    }

    private static Medians medians(double... values) {
        Medians medians = new Medians();
        for (double value : values) {
            medians.add(value);
        }
        return medians;
    }
}
