package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.RecordFraming;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.outbound.receive.RecordBoundary;
import io.recordsockets.outbound.receive.RecordEnd;
import io.recordsockets.rules.RuleSet;
import io.recordsockets.spi.StreamDirection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Nothing is put between the records of one message of the application's, nor where no message follows. */
class MessageBoundaryTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String OTHER = "HTTP/1.1 204 No Content\r\n\r\n";

    private final Rig rig = new Rig();

    private Connection responses() {
        return rig.connection(FakeTransport.ENDLESS, RuleSet.framing("http1"));
    }

    private static void write(Connection connection, String text) throws IOException {
        ByteBuffer src = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        Rig.application(connection).write(src);
        assertFalse(src.hasRemaining());
    }

    private SendReceipt send(Connection connection) {
        SendReceipt receipt = rig.send(connection, OTHER, SendOptions.DEFAULT);
        rig.settle();
        return receipt;
    }

    private static String sent(Connection connection) {
        return Rig.transport(connection).text();
    }

    @Test
    void recordWaitsForTheLastChunk() throws IOException {
        Connection connection = responses();
        write(connection, CHUNKED);
        SendReceipt receipt = send(connection);
        write(connection, "3\r\nabc\r\n");
        rig.settle();
        assertEquals(CHUNKED + "3\r\nabc\r\n", sent(connection), "nothing between a head and its chunks");
        write(connection, "0\r\n\r\n");
        rig.settle();
        assertEquals(CHUNKED + "3\r\nabc\r\n0\r\n\r\n" + OTHER, sent(connection));
        assertEquals(RecordState.SENT, receipt.state(0));
    }

    @Test
    void recordIsRefusedWhereTheBodyEndsWithTheConnection() throws IOException {
        refusesBehind("http1", "HTTP/1.1 200 OK\r\n\r\n", "the body");
    }

    @Test
    void recordIsRefusedWhereTheProtocolChanges() throws IOException {
        refusesBehind("http1", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "frames");
        refusesBehind("http1", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", "data: 1\n\n");
        refusesBehind("postgresql", "S", "encrypted");
        refusesBehind("resp", "+FULLRESYNC a 1\r\n", "$3\r\nabc");
        refusesBehind("zookeeper", "imok", ", says the server");
    }

    private void refusesBehind(String framing, String last, String rest) throws IOException {
        Connection connection = rig.connection(FakeTransport.ENDLESS, RuleSet.framing(framing));
        write(connection, last);
        SendReceipt receipt = send(connection);
        assertEquals(RecordState.FAILED, receipt.state(0), framing);
        assertTrue(receipt.cause(0).getMessage().contains("no record follows"), receipt.cause(0)::toString);
        write(connection, rest);
        assertEquals(last + rest, sent(connection), "the application's own bytes go on");
    }

    @Test
    void recordThatWaitsForTheRestOfAHeadFailsWhereNoneFollows() throws IOException {
        Connection connection = responses();
        write(connection, "HTTP/1.1 200 OK\r\n");
        SendReceipt receipt = send(connection);
        assertEquals(RecordState.QUEUED, receipt.state(0));
        write(connection, "\r\n");
        rig.settle();
        assertEquals(RecordState.FAILED, receipt.state(0));
        Rig.assertEmpty(connection);
    }

    @Test
    void checkAndBoundaryTellAChangeOfProtocolFromBytesThatAreNoRecord() {
        RecordFraming framing = RuleSet.framing("http1");
        ByteBuffer preface = ByteBuffer.wrap("PRI * HTTP/2.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        RecordEnd end = new RecordEnd(new Framer(framing, StreamDirection.RESPONSES).outgoing());
        assertEquals(RecordEnd.UNFRAMED, end.find(preface, 0, preface.remaining()));
        RecordBoundary boundary = new RecordBoundary(new Framer(framing, StreamDirection.RESPONSES).outgoing());
        boundary.follow(preface);
        assertTrue(boundary.isUnframed() && boundary.inRecord());
        assertFalse(boundary.isLost());
        assertNull(RecordCheck.problem(
                new Framer(framing, StreamDirection.REQUESTS).outgoing(),
                ByteBuffer.wrap((CHUNKED + "0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)),
                CHUNKED.length() + 5));
    }
}
