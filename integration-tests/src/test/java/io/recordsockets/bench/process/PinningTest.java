package io.recordsockets.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PinningTest {
    @Test
    void readsRangesAndSingleCores() {
        assertEquals(List.of(0, 1, 2, 5, 8, 9), Pinning.cores("0-2,5,8-9"));
        assertEquals(List.of(3), Pinning.cores("3"));
    }
}
