package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.wild.Samples;
import io.recordsockets.bench.wild.Traffic;
import io.recordsockets.bench.wild.WildProcess;
import io.recordsockets.it.WildRivals.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What strangers send costs a server no memory to speak of, and stops nobody. */
@Timeout(120)
class WildMemoryIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final int BYTES_OF_A_CONNECTION = 400;
    /** What the engine may keep once, however many connections there are. */
    private static final int BYTES_ONCE = 512 << 10;

    private static final int IDLE = 5_000;
    private static final int FIRST = 500;
    private static final int TRIES = 3;
    private static final long LIMIT_MS = 8_000;
    private static final Traffic NONE = new Traffic.Builder().build();

    @ParameterizedTest
    @FieldSource("JDKS")
    void announcementsPinNothingAndStopNobody(Jdk jdk) throws Exception {
        List<Row> rows = List.of(
                new Row("hostile", "resp", NONE), new Row("honest", "resp", NONE), new Row("long-lines", "line", NONE));
        try (WildRivals rivals = WildRivals.start(jdk, rows, "-Xmx64m")) {
            double more = 0;
            for (WildProcess side : List.of(rivals.plain, rivals.agent)) {
                Peers honest = new Peers(side, "honest");
                Peers hostile = new Peers(side, "hostile");
                Peers longLines = new Peers(side, "long-lines");
                try (honest;
                        hostile;
                        longLines) {
                    honest.connect(1);
                    honest.send(Samples.ascii("*1\r\n$4\r\nPING\r\n"));
                    honest.awaitRead();
                    long before = side.memoryBytes();
                    hostile.connect(600);
                    hostile.send(Samples.ascii("*99999999\r"));
                    hostile.send(Samples.ascii("\n$"));
                    longLines.connect(300);
                    longLines.send(Samples.text(9_000));
                    honest.send(Samples.ascii("*1\r\n$4\r\nPING\r\n"));
                    honest.awaitRead();
                    hostile.awaitRead();
                    longLines.awaitRead();
                    more = side.memoryBytes() - before - more;
                }
            }
            double limit = BYTES_ONCE + 900.0 * BYTES_OF_A_CONNECTION;
            assertTrue(more < limit, "more=" + more + " limit=" + limit);
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void halfLinesTakeNoDirectMemory(Jdk jdk) throws Exception {
        List<Row> rows = List.of(new Row("half-lines", "line", NONE));
        String[] options = {"-Xmx128m", "-XX:+DisableExplicitGC", "-XX:MaxDirectMemorySize=3m"};
        try (WildRivals rivals = WildRivals.start(jdk, rows, options)) {
            byte[] line = Samples.record("line", 39);
            for (WildProcess side : List.of(rivals.plain, rivals.agent)) {
                for (int i = 0; i < 4; i++) {
                    try (Peers peers = new Peers(side, "half-lines")) {
                        peers.connect(3_000);
                        peers.send(Arrays.copyOf(line, 21));
                        peers.send(Arrays.copyOfRange(line, 21, line.length));
                        peers.awaitRead();
                    }
                    side.awaitClosed("half-lines");
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void anIdleConnectionCostsLittleWhateverItHasSent(Jdk jdk) throws Exception {
        byte[] head = Samples.record("http1", 0);
        byte[] record = Samples.record("length-field", 3_000);
        byte[] line = Samples.record("line", 80);
        List<Row> rows = List.of(
                new Row("whole-requests", "http1", NONE),
                new Row("half-a-record", "length-field", NONE),
                new Row("half-a-line", "line", NONE));
        List<byte[][]> sent = List.of(
                new byte[][] {head, head, head},
                new byte[][] {record, Arrays.copyOf(record, 1_000), Arrays.copyOfRange(record, 1_000, 2_500)},
                new byte[][] {Arrays.copyOf(line, 30), Arrays.copyOfRange(line, 30, 81), Arrays.copyOf(line, 30)});
        List<Executable> checks = new ArrayList<>();
        try (WildRivals rivals = WildRivals.start(jdk, rows, "-Xmx256m")) {
            for (int i = 0; i < rows.size(); i++) {
                String row = rows.get(i).name();
                // What the first connections of a rule leave for good, as classes, is none of the cost of each.
                bytesOfAConnection(rivals.plain, row, FIRST, sent.get(i));
                bytesOfAConnection(rivals.agent, row, FIRST, sent.get(i));
                // A figure of the whole heap has some bytes of something else in it now and then.
                double plain;
                double agent;
                int tries = TRIES;
                do {
                    plain = bytesOfAConnection(rivals.plain, row, IDLE, sent.get(i));
                    agent = bytesOfAConnection(rivals.agent, row, IDLE, sent.get(i));
                } while (agent >= plain + BYTES_OF_A_CONNECTION && --tries > 0);
                boolean little = agent < plain + BYTES_OF_A_CONNECTION;
                String figures = row + ": plain=" + plain + " agent=" + agent;
                checks.add(() -> assertTrue(little, figures));
            }
        }
        assertAll(checks);
    }

    private static double bytesOfAConnection(WildProcess side, String row, int count, byte[]... sent) throws Exception {
        long before = side.memoryBytes();
        double more;
        try (Peers peers = new Peers(side, row)) {
            peers.connect(count);
            for (byte[] bytes : sent) {
                peers.send(bytes);
            }
            peers.awaitRead();
            // How often a side has read is not what its connections cost.
            side.log(row);
            more = side.memoryBytes() - before;
        }
        side.awaitClosed(row);
        return more / count;
    }

    /** Connections that all send the same. */
    private static final class Peers implements AutoCloseable {
        private final WildProcess side;
        private final String row;
        private final List<SocketChannel> channels = new ArrayList<>();
        private long bytes;

        Peers(WildProcess side, String row) throws IOException {
            this.side = side;
            this.row = row;
            side.log(row);
        }

        void connect(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                channels.add(
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), side.port(row))));
            }
        }

        void send(byte[] sent) throws IOException {
            for (SocketChannel channel : channels) {
                ByteBuffer from = ByteBuffer.wrap(sent);
                while (from.hasRemaining()) {
                    channel.write(from);
                }
                bytes += sent.length;
            }
        }

        /** The program has been given all of it. */
        void awaitRead() throws IOException, InterruptedException {
            assertEquals(bytes, side.awaitBytes(row, bytes, LIMIT_MS), "bytes read, row=" + row);
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }
}
