package io.recordsockets.demo.memcached;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetaProtocolTest {
    private TestServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        client = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private void ask(String command, String answer) throws IOException {
        client.send(command).expect(answer).expectNothingMore();
    }

    @Test
    void returnsFlagsInTheOrderOfTheRequest() throws IOException {
        ask("ms a 3 F9 T100 c k Oq1\r\nabc\r\n", "HD c1 ka Oq1\r\n");
        server.seconds.addAndGet(5);
        ask("mg a s t f c k Oq2 l h v\r\n", "VA 3 s3 t95 f9 c1 ka Oq2 l5 h0\r\nabc\r\n");
        ask("mg a h l\r\n", "HD h1 l0\r\n");
        ask("mg a v q\r\nmg b v q\r\n", "VA 3\r\nabc\r\n");
        ask("mg b v k Oq\r\n", "EN kb Oq\r\n");
    }

    @Test
    void looksWithoutTouchingIfToldSo() throws IOException {
        ask("ms a 1\r\nx\r\n", "HD\r\n");
        ask("mg a u h\r\n", "HD h0\r\n");
        ask("mg a h\r\n", "HD h0\r\n");
        ask("mg a h\r\n", "HD h1\r\n");
    }

    @Test
    void updatesTheTimeToLive() throws IOException {
        ask("ms a 1\r\nx\r\n", "HD\r\n");
        ask("mg a t T30 \r\n", "HD t-1\r\n");
        ask("mg a t\r\n", "HD t30\r\n");
    }

    @Test
    void storesInEachMode() throws IOException {
        ask("ms a 1 MR\r\nx\r\n", "NS\r\n");
        ask("ms a 1 MA\r\nx\r\n", "NS\r\n");
        ask("ms a 1 ME k\r\nx\r\n", "HD ka\r\n");
        ask("ms a 1 ME Oo\r\nx\r\n", "NS Oo\r\n");
        ask("ms a 1 MA\r\ny\r\n", "HD\r\n");
        ask("ms a 1 MP\r\nw\r\n", "HD\r\n");
        ask("mg a v\r\n", "VA 3\r\nwxy\r\n");
        ask("ms a 1 MS q\r\nz\r\n", "");
        ask("ms a 1 MR T-1\r\nz\r\n", "HD\r\n");
        ask("mg a v\r\n", "EN\r\n");
        ask("ms n 1 MA N10\r\nv\r\n", "HD\r\n");
        ask("mg n v t\r\n", "VA 1 t10\r\nv\r\n");
        ask("ms a 1 MX\r\nz\r\n", "CLIENT_ERROR invalid mode for ms M token\r\n");
        ask("ms a 1 MXY\r\nz\r\n", "CLIENT_ERROR incorrect length for M token\r\n");
        ask("ms a 1\r\nzz\r\n", "CLIENT_ERROR bad data chunk\r\nERROR\r\n");
    }

    @Test
    void comparesAndSets() throws IOException {
        ask("ms a 1 C5\r\nx\r\n", "NF\r\n");
        ask("ms a 1 c\r\nx\r\n", "HD c1\r\n");
        ask("ms a 1 C5\r\ny\r\n", "EX\r\n");
        ask("ms a 1 C1 c\r\ny\r\n", "HD c2\r\n");
        ask("ms a 1 E77 c\r\ny\r\n", "HD c77\r\n");
        ask("mg a c\r\n", "HD c77\r\n");
        ask("md a C1\r\n", "EX\r\n");
        ask("md a C77\r\n", "HD\r\n");
    }

    @Test
    void handsOutTheRightToRecacheOnce() throws IOException {
        ask("mg a N30 t v\r\n", "VA 0 t30 W\r\n\r\n");
        ask("mg a N30 t v\r\n", "VA 0 t30 Z\r\n\r\n");
        ask("ms b 1 T100\r\nx\r\n", "HD\r\n");
        ask("mg b R30\r\n", "HD\r\n");
        server.seconds.addAndGet(80);
        ask("mg b R30 t\r\n", "HD t20 W\r\n");
        ask("mg b R30 t\r\n", "HD t20 Z\r\n");
    }

    @Test
    void servesStaleItems() throws IOException {
        ask("ms a 1 c T100\r\nx\r\n", "HD c1\r\n");
        ask("md a I T30\r\n", "HD\r\n");
        ask("mg a v t c\r\n", "VA 1 t30 c2 X W\r\nx\r\n");
        ask("mg a v\r\n", "VA 1 Z X\r\nx\r\n");
        ask("ms a 1 C1 I c\r\ny\r\n", "HD c3\r\n");
        ask("mg a v\r\n", "VA 1 Z X\r\ny\r\n");
        ask("ms a 1 C3\r\nz\r\n", "HD\r\n");
        ask("mg a v\r\n", "VA 1\r\nz\r\n");
    }

    @Test
    void deletes() throws IOException {
        ask("md a k Oo\r\n", "NF ka Oo\r\n");
        ask("ms a 1 F5\r\nx\r\n", "HD\r\n");
        ask("md a x\r\n", "HD\r\n");
        ask("mg a v f\r\n", "VA 0 f0\r\n\r\n");
        ask("md a q\r\n", "");
        ask("md a q\r\n", "NF\r\n");
    }

    @Test
    void counts() throws IOException {
        ask("ma n\r\n", "NF\r\n");
        ask("ma n N60 J13 v t c\r\n", "VA 2 t60 c1\r\n13\r\n");
        ask("ma n v\r\n", "VA 2\r\n14\r\n");
        ask("ma n D6 v k Oo\r\n", "VA 2 kn Oo\r\n20\r\n");
        ask("ma n MD D5 v\r\n", "VA 2\r\n15\r\n");
        ask("ma n M- D50 v\r\n", "VA 1\r\n0\r\n");
        ask("ma n M+ T30 t\r\n", "HD t30\r\n");
        ask("ma n C1\r\n", "EX\r\n");
        ask("ma n q\r\n", "");
        ask("ma n MZ\r\n", "CLIENT_ERROR invalid mode for ma M token\r\n");
        ask("ma n Dx\r\n", "CLIENT_ERROR invalid or duplicate flag\r\n");
        ask("ms n 1\r\nx\r\n", "HD\r\n");
        ask("ma n\r\n", "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n");
    }

    @Test
    void decodesBinaryKeys() throws IOException {
        ask("ms AAEC 1 b k\r\nx\r\n", "HD kAAEC b\r\n");
        ask("mg AAEC b k v\r\n", "VA 1 kAAEC b\r\nx\r\n");
        ask("mg AAEC v\r\n", "EN\r\n");
        ask("mg !!! b\r\n", "CLIENT_ERROR error decoding key\r\n");
        client.send("me AAEC b\r\n");
        assertTrue(client.line().startsWith("ME AAEC exp=-1 la=0 cas=1 fetch=yes cls=1 size="));
        ask("me nothing\r\n", "EN\r\n");
        ask("md AAEC b k\r\n", "HD kAAEC b\r\n");
    }

    @Test
    void refusesWrongFlags() throws IOException {
        ask("mg a !\r\n", "CLIENT_ERROR invalid flag\r\n");
        ask("mg a v v\r\n", "CLIENT_ERROR duplicate flag\r\n");
        ask("mg a Tx\r\n", "CLIENT_ERROR bad token in command line format\r\n");
        ask("mg a O" + "x".repeat(32) + "\r\n", "CLIENT_ERROR opaque token too long\r\n");
        ask("ms a 2 O" + "x".repeat(32) + "\r\nab\r\n", "CLIENT_ERROR opaque token too long\r\n");
        ask("ms a 2 Fx\r\nab\r\n", "CLIENT_ERROR bad command line format\r\n");
        ask("ms a x\r\n", "CLIENT_ERROR bad command line format\r\n");
        ask("md a !\r\n", "CLIENT_ERROR invalid or duplicate flag\r\n");
        ask("mg a s s s s s s s s s s s s s s s s s s s s\r\n", "CLIENT_ERROR options flags are too long\r\n");
        ask("ms a 2000000\r\n" + "x".repeat(2_000_000) + "\r\n", "SERVER_ERROR object too large for cache\r\n");
        ask("mg a P Lpath v\r\n", "EN\r\n");
    }
}
