package io.recordsockets.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesNestedMapsAndListsInTheirOrder() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", 1);
        map.put("a", List.of(true, "x", Map.of()));
        map.put("c", Arrays.asList((Object) null));
        assertEquals("{\"b\":1,\"a\":[true,\"x\",{}],\"c\":[null]}", Json.write(map));
    }

    @Test
    void keepsSixDigitsAndNoExponent() {
        assertEquals("0.333333", Json.write(1 / 3.0));
        assertEquals("1234570", Json.write(1234567.0));
        assertEquals("1", Json.write(1.0));
        assertEquals("0", Json.write(0.0));
        assertEquals("-0.00000001", Json.write(-1e-8));
    }

    @Test
    void hasNoWordForNumbersThatAreNone() {
        assertEquals("[null,null]", Json.write(List.of(Double.NaN, Double.POSITIVE_INFINITY)));
    }

    @Test
    void escapesQuotesBackslashesAndControls() {
        assertEquals("\"a\\\"b\\\\c\\u000ad\"", Json.write("a\"b\\c\nd"));
    }

    @Test
    void refusesTypesThatItDoesNotKnow() {
        assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
    }
}
