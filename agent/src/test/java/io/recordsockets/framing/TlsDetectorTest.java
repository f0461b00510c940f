package io.recordsockets.framing;

import static io.recordsockets.framing.Sample.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TlsDetectorTest {
    @Test
    void knowsClientAndServerHello() {
        expect(TlsDetector.Answer.TLS, 0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3);
        expect(TlsDetector.Answer.TLS, 0x16, 3, 3, 0, 0x7A, 2);
        expect(TlsDetector.Answer.TLS, 0x16, 3, 0, 0x48, 0, 1);
    }

    @Test
    void doesNotKnowWhileTheBytesFitAndAreFewerThanSix() {
        int[] hello = {0x16, 3, 4, 0x48, 0, 1};
        for (int length = 0; length < hello.length; length++) {
            expect(TlsDetector.Answer.UNKNOWN, Arrays.copyOf(hello, length));
        }
    }

    @Test
    void refusesAtTheFirstByteThatDoesNotFit() {
        expect(TlsDetector.Answer.NOT_TLS, 'G');
        expect(TlsDetector.Answer.NOT_TLS, 0x16, 2);
        expect(TlsDetector.Answer.NOT_TLS, 0x16, 3, 5);
        expect(TlsDetector.Answer.NOT_TLS, 0x16, 3, 1, 0x49);
        expect(TlsDetector.Answer.NOT_TLS, 0x16, 3, 1, 0x48, 1);
        expect(TlsDetector.Answer.NOT_TLS, 0x16, 3, 1, 0, 0);
        expect(TlsDetector.Answer.NOT_TLS, 0x16, 3, 1, 2, 0, 3);
        expect(TlsDetector.Answer.NOT_TLS, 0x17, 3, 3, 0, 32, 1);
    }

    private static void expect(TlsDetector.Answer expected, int... bytes) {
        byte[] head = bytes(bytes);
        for (Memory memory : Memory.values()) {
            assertEquals(expected, TlsDetector.detect(memory.head(memory.hold(head), 0, head.length)));
        }
    }
}
