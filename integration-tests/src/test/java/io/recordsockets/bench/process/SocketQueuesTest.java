package io.recordsockets.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SocketQueuesTest {
    private static final String HEADINGS =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    @Test
    void sumsBothEndsOfTheConnectionsOfAPort() {
        List<String> lines = List.of(
                HEADINGS,
                "   0: 0100007F:2BCB 00000000:0000 0A 00000000:00000007 00:00000000 00000000     0        0 1 1 0",
                "   1: 0100007F:2BCB 0100007F:C001 01 00001000:00000002 00:00000000 00000000     0        0 1 1 0",
                "   2: 0100007F:C001 0100007F:2BCB 01 00000000:00000100 00:00000000 00000000     0        0 1 1 0",
                "   3: 0100007F:C002 0100007F:2BCC 01 00000000:00000001 00:00000000 00000000     0        0 1 1 0");
        assertEquals(0x1000 + 2 + 0x100, SocketQueues.bytes(lines, 0x2BCB));
    }

    @Test
    void knowsTheAddressesOfTheOtherFamily() {
        List<String> lines = List.of(
                HEADINGS,
                "   0: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF00000100007F:C001 01 "
                        + "0000000A:00000000 00:00000000 00000000     0        0 1 1 0");
        assertEquals(10, SocketQueues.bytes(lines, 80));
    }
}
