package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.wild.Samples;
import io.recordsockets.bench.wild.SyscallTrace;
import io.recordsockets.bench.wild.Traffic;
import io.recordsockets.it.WildRivals.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The agent asks the kernel for little: at most one call more for each record than the plain program makes, in whatever framing,
 * whatever the size of a head or a line, and however it comes. Counted by strace.
 */
@Timeout(120)
class WildSyscallsIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int RECORDS = 20;
    private static final int[] SIZES = {10, 100, 700, 1_500, 4_000, 16_000, 60_000};
    private static final int PIECES = 4;
    /** What the set-up of a connection may take, and what pieces that met on a busy machine spared the plain program. */
    private static final int ALLOWANCE = 8;

    private static final double NOISE = 0.03;

    private static final int TRIES = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("JDKS")
    void headsAndLinesOfAllSizes(Jdk jdk) throws Exception {
        count(jdk, 1, text(false), text(true));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void recordsWithALength(Jdk jdk) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (String framing : List.of("length-field", "kafka", "varint", "postgresql", "mqtt", "zookeeper")) {
            for (int size : new int[] {12, 3_000, 50_000}) {
                rows.add(row(framing, size, Samples.record(framing, size), false, framing));
                rows.add(row(framing, size, Samples.record(framing, size), true, framing));
            }
        }
        count(jdk, 1, rows);
    }

    /** One call more for the record, and one for the connection. */
    @ParameterizedTest
    @FieldSource("JDKS")
    void aConnectionForEachRequest(Jdk jdk) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int size : new int[] {60, 1_500, 9_000, 30_000}) {
            Traffic.Builder to = new Traffic.Builder();
            for (int i = 0; i < RECORDS; i++) {
                to.connection(i * 30 * MS).message(head(size));
            }
            rows.add(new Row("each-" + size, "http1", to.build()));
        }
        count(jdk, 2, rows);
    }

    /**
     * Counts. Pieces that meet on a busy machine spare the plain program calls, now and then: rows above the bound are played
     * again, and what is above it each time is no accident.
     */
    @SafeVarargs
    private void count(Jdk jdk, int more, List<Row>... batches) throws Exception {
        Assumptions.assumeTrue(SyscallTrace.isPossible(), "no strace here, or it may not trace");
        List<String> above = new ArrayList<>();
        List<List<Row>> left = new ArrayList<>();
        for (List<Row> batch : batches) {
            left.add(batch);
        }
        for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
            above.clear();
            left = above(jdk, more, left, above);
        }
        assertEquals(List.of(), above);
    }

    /** Plays all rows; answers those that are above the bound, and adds their figures. */
    private List<List<Row>> above(Jdk jdk, int more, List<List<Row>> batches, List<String> above) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (List<Row> batch : batches) {
            rows.addAll(batch);
        }
        Path traces = Files.createTempDirectory(folder, "traces");
        List<long[]> threads = new ArrayList<>();
        try (WildRivals rivals = WildRivals.start(jdk, traces, rows)) {
            for (List<Row> batch : batches) {
                rivals.play(batch);
            }
            for (Row row : rows) {
                threads.add(new long[] {rivals.plain.thread(row.name()), rivals.agent.thread(row.name())});
            }
        }
        Map<Long, Integer> plain = SyscallTrace.counts(traces.resolve("plain"));
        Map<Long, Integer> agent = SyscallTrace.counts(traces.resolve("agent"));
        List<Row> again = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int without = plain.getOrDefault(threads.get(i)[0], 0);
            int with = agent.getOrDefault(threads.get(i)[1], 0);
            String figures = rows.get(i).name() + ": records=" + RECORDS + " calls plain=" + without + " agent=" + with;
            assertTrue(without >= RECORDS, figures);
            if (with > without * (1 + NOISE) + more * RECORDS + ALLOWANCE) {
                again.add(rows.get(i));
                above.add(figures);
            }
        }
        return again.isEmpty() ? List.of() : List.of(again);
    }

    private static List<Row> text(boolean pieces) {
        List<Row> rows = new ArrayList<>();
        for (int size : SIZES) {
            rows.add(row("line", size, Samples.record("line", size), pieces, "line"));
            rows.add(row("crlf", size, Samples.record("delimiter", size), pieces, "delimiter"));
            rows.add(row("head", size, head(size), pieces, "http1"));
            rows.add(row("gets", size, gets(size), pieces, "memcached"));
            rows.add(row("array", size, array(size), pieces, "resp"));
        }
        return rows;
    }

    private static Row row(String name, int size, byte[] record, boolean pieces, String framing) {
        Traffic.Builder to = new Traffic.Builder().connection(0);
        if (Samples.opening(framing).length > 0) {
            to.message(Samples.opening(framing)).pause(20 * MS);
        }
        for (int i = 0; i < RECORDS; i++) {
            if (pieces) {
                to.inPieces(record, record.length / PIECES + 1, 3 * MS).pause(30 * MS);
            } else {
                to.message(record).pause(30 * MS);
            }
        }
        return new Row(name + "-" + size + (pieces ? "-pieces" : "-whole"), framing, to.build());
    }

    private static byte[] head(int size) {
        String start = "GET / HTTP/1.1\r\nHost: a\r\n";
        StringBuilder head = new StringBuilder(start);
        for (int i = 0; head.length() < size; i++) {
            head.append("X-Header-")
                    .append(i)
                    .append(": ")
                    .append("v".repeat(40))
                    .append("\r\n");
        }
        return Samples.ascii(head + "\r\n");
    }

    private static byte[] gets(int size) {
        StringBuilder line = new StringBuilder("get key");
        for (int i = 0; line.length() < size; i++) {
            line.append(" key-").append(10_000 + i);
        }
        return Samples.ascii(line + "\r\n");
    }

    private static byte[] array(int size) {
        int values = 1 + size / 11;
        StringBuilder array = new StringBuilder("*" + values + "\r\n");
        for (int i = 0; i < values; i++) {
            array.append("$5\r\n").append(10_000 + i).append("\r\n");
        }
        return Samples.ascii(array.toString());
    }
}
