package io.recordsockets.bench.wild;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DelaysTest {
    private static final long MS = 1_000_000;

    @Test
    void aMessageEndsWithTheReadThatGaveItsLastByte() {
        Delays delays = Delays.of(
                List.of(new Message(1, 10, 0), new Message(1, 20, 5 * MS)),
                List.of(new Arrival(1, 9, MS), new Arrival(1, 15, 3 * MS), new Arrival(1, 20, 9 * MS)));
        assertEquals(3, delays.percentileMs(50), 1e-9);
        assertEquals(4, delays.percentileMs(100), 1e-9);
        assertEquals(0, delays.missing());
    }

    @Test
    void connectionsAreToldByTheirPorts() {
        Delays delays = Delays.of(
                List.of(new Message(1, 10, 0), new Message(2, 10, 0)),
                List.of(new Arrival(2, 10, 2 * MS), new Arrival(1, 10, 7 * MS)));
        assertEquals(7, delays.percentileMs(100), 1e-9);
        assertEquals(2, delays.percentileMs(50), 1e-9);
    }

    @Test
    void countsTheLateOfTheConnectionThatHasMostAndOfAll() {
        Delays delays = Delays.of(
                List.of(new Message(1, 1, 0), new Message(2, 1, 0), new Message(1, 2, 0), new Message(3, 1, 0)),
                List.of(new Arrival(1, 2, 9 * MS), new Arrival(2, 1, 8 * MS), new Arrival(3, 1, MS)));
        assertEquals(2, delays.laterOnOneConnection(5));
        assertEquals(3, delays.later(5));
        assertEquals(0, delays.later(9));
    }

    @Test
    void aMessageThatNeverCameIsLateAndNotInThePercentiles() {
        Delays delays =
                Delays.of(List.of(new Message(1, 10, 0), new Message(1, 20, 0)), List.of(new Arrival(1, 10, MS)));
        assertEquals(1, delays.missing());
        assertEquals(1, delays.later(1000));
        assertEquals(1, delays.percentileMs(99), 1e-9);
    }
}
