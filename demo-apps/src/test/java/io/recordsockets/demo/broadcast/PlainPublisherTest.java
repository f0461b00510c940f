package io.recordsockets.demo.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PlainPublisherTest {
    private static final int BLOCK_BYTES = 1 << 20;

    private static Workload workload(long limitBytes) {
        Duration any = Duration.ofSeconds(1);
        return new Workload(BLOCK_BYTES, 1, 1, 0, any, any, limitBytes, null);
    }

    private static Message block(long id) {
        return Message.of(Message.Kind.BLOCK, id, WallClock.nowNs(), id, ByteBuffer.allocate(BLOCK_BYTES));
    }

    private static Message vote(long sequence) {
        return Message.of(Message.Kind.VOTE, sequence, WallClock.nowNs(), 1, ByteBuffer.allocate(64));
    }

    /** A subscriber of the publisher, and the end that reads. */
    private static SocketChannel subscribe(Publisher publisher) throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SocketChannel reader = SocketChannel.open(server.getLocalAddress());
            publisher.subscribe(server.accept());
            return reader;
        }
    }

    private static Tally.Sums readUntil(SocketChannel reader, long records) throws IOException {
        Tally tally = new Tally();
        RecordChecker checker = new RecordChecker(tally);
        ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
        while (checker.records() < records && reader.read(buffer.clear()) >= 0) {
            checker.accept(buffer.flip());
        }
        return tally.sums();
    }

    @Test
    void sendsEverythingInOrderOnceASlowReaderReads() throws Exception {
        try (PlainPublisher publisher = new PlainPublisher(workload(1 << 30));
                SocketChannel reader = subscribe(publisher)) {
            for (int i = 1; i <= 20; i++) {
                publisher.block(block(i));
                publisher.urgent(vote(i));
            }
            assertTrue(publisher.figures().queuedBytes() > BLOCK_BYTES, "a reader that does not read");
            Tally.Sums sums = readUntil(reader, 40);
            assertEquals(20, sums.blocks());
            assertEquals(20, sums.votes());
            assertEquals(0, sums.wrong());
        }
    }

    @Test
    void whatIsRetractedIsSentNevertheless() throws Exception {
        try (PlainPublisher publisher = new PlainPublisher(workload(1 << 30));
                SocketChannel reader = subscribe(publisher)) {
            for (int i = 1; i < 20; i++) {
                publisher.block(block(i));
            }
            publisher.block(block(20)).retract();
            assertEquals(1, publisher.figures().retractedLate());
            assertEquals(20, readUntil(reader, 20).blocks());
        }
    }

    @Test
    void disconnectsAtTheLimitAndServesTheOthers() throws Exception {
        try (PlainPublisher publisher = new PlainPublisher(workload(4 * BLOCK_BYTES));
                SocketChannel stalled = subscribe(publisher);
                SocketChannel reader = subscribe(publisher)) {
            int blocks = 0;
            while (publisher.figures().disconnected() == 0) {
                assertTrue(blocks < 100, "the limit is not enforced");
                publisher.block(block(++blocks));
                assertEquals(1, readUntil(reader, 1).blocks());
            }
            assertEquals(1, publisher.figures().subscribers());
            assertTrue(stalled.isConnected());
        }
    }

    @Test
    void closingSendsWhatIsQueued() throws Exception {
        PlainPublisher publisher = new PlainPublisher(workload(1 << 30));
        try (SocketChannel reader = subscribe(publisher)) {
            for (int i = 1; i <= 20; i++) {
                publisher.block(block(i));
            }
            Thread closing = new Thread(publisher::close);
            closing.start();
            assertEquals(20, readUntil(reader, Long.MAX_VALUE).blocks());
            closing.join();
        }
    }

    @Test
    void nothingButTheRecordsPublisherKnowsTheApi() throws Exception {
        URL classes = Main.class.getResource("Main.class");
        int found = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(classes.toURI()).getParent(), "*.class")) {
            for (Path file : files) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                boolean knows = text.contains("io/recordsockets/Record") || text.contains("io/recordsockets/spi/");
                String name = file.getFileName().toString();
                assertEquals(name.startsWith("RecordsPublisher"), knows, name);
                found++;
            }
        }
        assertFalse(found < 20, "classes found: " + found);
    }
}
