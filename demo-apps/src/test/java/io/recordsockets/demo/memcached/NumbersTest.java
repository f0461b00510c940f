package io.recordsockets.demo.memcached;

import static io.recordsockets.demo.memcached.TestClient.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersTest {
    private static boolean isUnsigned(String text) {
        return Numbers.isUnsigned(bytes(text), 0, text.length());
    }

    @Test
    void knowsTheLargestUnsignedNumber() {
        assertTrue(isUnsigned("18446744073709551615"));
        assertFalse(isUnsigned("18446744073709551616"));
        assertFalse(isUnsigned("28446744073709551615"));
        assertFalse(isUnsigned("100000000000000000000"));
        assertFalse(isUnsigned(""));
        assertFalse(isUnsigned("-1"));
        assertFalse(isUnsigned("1x"));
    }

    @Test
    void knowsSignedNumbers() {
        assertEquals(-5, Numbers.signed(bytes("-5"), 0, 2));
        assertEquals(5, Numbers.signed(bytes("+5"), 0, 2));
        assertTrue(Numbers.isSigned(bytes("9223372036854775807"), 0, 19));
        assertFalse(Numbers.isSigned(bytes("9223372036854775808"), 0, 19));
        assertFalse(Numbers.isSigned(bytes("-"), 0, 1));
    }

    @Test
    void writesWhatItReads() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >>> random.nextInt(64);
            String text = Long.toUnsignedString(number);
            assertArrayEquals(bytes(text + "\r\n"), Numbers.line(number));
            assertTrue(isUnsigned(text));
            assertEquals(number, Numbers.unsigned(bytes(text), 0, text.length()));
        }
    }
}
