package io.recordsockets.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.wild.Delays;
import io.recordsockets.bench.wild.Kind;
import io.recordsockets.bench.wild.Manner;
import io.recordsockets.bench.wild.Samples;
import io.recordsockets.bench.wild.Traffic;
import io.recordsockets.it.WildRivals.Outcome;
import io.recordsockets.it.WildRivals.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Messages come about as soon as without the agent, whatever the rule says: at most eight of a connection and 32 of a rule are
 * late by more than five milliseconds, and from then on half of them are as quick as without.
 */
@Timeout(60)
class WildLatenessIT {
    static final List<Jdk> JDKS = Jdk.ALL;

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double LATE_MS = 5;
    private static final int LATE_OF_A_CONNECTION = 8;
    private static final int LATE_OF_A_RULE = 32;
    private static final double MEDIAN_MS = 1;
    private static final int TRIES = 3;
    /** A delayed acknowledgement takes forty. */
    private static final double ACKNOWLEDGED_MS = 15;

    @ParameterizedTest
    @FieldSource("JDKS")
    void streamsInsideOfRecordsArePassedOn(Jdk jdk) throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("events", "http1", Manner.GET, chunkedEvents()));
        rows.add(new Row("endless-body", "http1", Manner.GET, endlessBody()));
        rows.add(new Row("slow-download", "http1", Manner.GET, slowDownload()));
        rows.add(new Row("upload", "http1", upload()));
        rows.add(new Row("no-line-end", "line", units(Samples.text(5_000))));
        rows.add(new Row("bulk-string", "resp", units(Samples.record("resp", 5_000))));
        rows.add(new Row("copy-data", "postgresql", units(Samples.record("postgresql", 5_000))));
        rows.add(new Row("value", "memcached", units(Samples.record("memcached", 5_000))));
        check(jdk, rows);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void anotherProtocolIsPassedOn(Jdk jdk) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (String framing : Samples.FRAMINGS) {
            rows.add(new Row("other-" + framing, framing, Kind.OTHER.of(framing, 1_000)));
            rows.add(new Row("tls-" + framing, framing, Kind.TLS.of(framing, 1_000)));
        }
        rows.add(new Row("starttls", "line", afterStartTls()));
        check(jdk, rows);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void whatNeverEndsIsLearnedAcrossConnections(Jdk jdk) throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("answers-to-head", "http1", Manner.HEAD, answersToHead()));
        rows.add(new Row("refused-body", "http1", Manner.UNAUTHORIZED, refusedBodies()));
        rows.add(new Row("self-counted", "length-field", selfCounted()));
        rows.add(new Row("proxy-v1", "varint", behindProxy(proxyV1())));
        rows.add(new Row("proxy-v2", "length-field", behindProxy(proxyV2())));
        rows.add(new Row("refused-length", "length-field", Manner.REFUSE, refusedLengths()));
        check(jdk, rows);
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void honestRecordsBetweenTheOthersDoNotBringTheDelaysBack(Jdk jdk) throws Exception {
        Traffic.Builder to = new Traffic.Builder();
        byte[] record = Samples.record("length-field", 600);
        for (int i = 0; i < 4; i++) {
            to.connection(i * 2 * MS);
            for (int round = 0; round < 12; round++) {
                for (int n = 0; n < 5; n++) {
                    to.inPieces(record, 200, MS / 10).pause(5 * MS);
                }
                to.units(record, 150, 30 * MS);
            }
        }
        check(jdk, List.of(new Row("mixture", "length-field", to.build())));
    }

    @ParameterizedTest
    @FieldSource("JDKS")
    void peersWithNagleOnDoNotWaitForTheirAcknowledgement(Jdk jdk) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int pieces = 1; pieces <= 8; pieces++) {
            rows.add(new Row("nagle-" + pieces, "length-field", nagle(pieces)));
        }
        check(jdk, rows, WildLatenessIT::faultsOfAcknowledgement);
    }

    private static void check(Jdk jdk, List<Row> rows) throws Exception {
        check(jdk, rows, WildLatenessIT::faults);
    }

    /**
     * Rows that are at fault are played again to new programs: a machine that stood still for a moment in one of two programs
     * does not do so three times in the same row.
     */
    private static void check(Jdk jdk, List<Row> rows, Function<Outcome, String> faults) throws Exception {
        List<Row> suspects = rows;
        List<String> found = new ArrayList<>();
        for (int i = 0; i < TRIES && !suspects.isEmpty(); i++) {
            List<Row> again = new ArrayList<>();
            found.clear();
            try (WildRivals rivals = WildRivals.start(jdk, suspects)) {
                for (Outcome outcome : rivals.play()) {
                    String fault = faults.apply(outcome);
                    if (!fault.isEmpty()) {
                        again.add(outcome.row());
                        found.add(fault + outcome);
                    }
                }
            }
            suspects = again;
        }
        assertTrue(suspects.isEmpty(), () -> suspects(found));
    }

    private static String suspects(List<String> found) {
        return found.size() + " rows\n" + String.join("\n", found);
    }

    private static String faultsOfAcknowledgement(Outcome outcome) {
        double plainMs = outcome.plain().delays().percentileMs(90);
        double agentMs = outcome.agent().delays().percentileMs(90);
        return agentMs < plainMs + ACKNOWLEDGED_MS ? "" : "late acknowledgement, ";
    }

    /** What is wrong with a row; nothing where all is well. */
    private static String faults(Outcome outcome) {
        Delays plain = outcome.plain().delays();
        Delays agent = outcome.agent().delays();
        double limitMs = plain.percentileMs(99) + LATE_MS;
        // by the same measure: what the machine is to blame for
        int late = agent.laterOnOneConnection(limitMs) - plain.laterOnOneConnection(limitMs);
        int lateOfRule = agent.later(limitMs) - plain.later(limitMs);
        double median = agent.settledMs(50) - plain.settledMs(50);
        StringBuilder faults = new StringBuilder();
        add(
                faults,
                outcome.agent().wrongBytes() > 0,
                "wrong bytes",
                outcome.agent().wrongBytes());
        add(faults, late > LATE_OF_A_CONNECTION, "late on a connection", late);
        add(faults, lateOfRule > LATE_OF_A_RULE, "late of the rule", lateOfRule);
        add(faults, median > MEDIAN_MS, "added to the median", median);
        return faults.toString();
    }

    private static void add(StringBuilder faults, boolean found, String what, double amount) {
        if (found) {
            faults.append(what).append('=').append(amount).append(", ");
        }
    }

    private static Traffic chunkedEvents() {
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 3; i++) {
            to.connection(i * MS).message(Samples.ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
            for (int event = 0; event < 40; event++) {
                to.pause(35 * MS).message(Samples.ascii("e\r\ndata: {tick}\n\n\r\n"));
            }
        }
        return to.build();
    }

    private static Traffic endlessBody() {
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 3; i++) {
            to.connection(i * MS).message(Samples.ascii("HTTP/1.1 200 OK\r\nContent-Length: 2147483647\r\n\r\n"));
            to.units(Samples.text(40 * 77), 77, 30 * MS);
        }
        return to.build();
    }

    private static Traffic slowDownload() {
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 3; i++) {
            to.connection(i * MS).message(Samples.ascii("HTTP/1.1 200 OK\r\nContent-Length: 120000\r\n\r\n"));
            to.units(Samples.text(120_000), 4_000, 45 * MS);
        }
        return to.build();
    }

    private static Traffic upload() {
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 3; i++) {
            to.connection(i * MS).message(Samples.ascii("PUT /disk HTTP/1.1\r\nContent-Length: 60000\r\n\r\n"));
            to.units(Samples.text(60_000), 1_500, 30 * MS);
        }
        return to.build();
    }

    /** Something on which a program could act, every 27 ms. */
    private static Traffic units(byte[] record) {
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 3; i++) {
            to.connection(i * MS).units(record, 100, 27 * MS);
        }
        return to.build();
    }

    private static Traffic afterStartTls() {
        Random random = new Random(11);
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 3; i++) {
            to.connection(i * MS);
            for (int line = 0; line < 8; line++) {
                to.message(Samples.ascii("250-PIPELINING\r\n")).pause(2 * MS);
            }
            to.message(Samples.ascii("STARTTLS\r\n")).pause(3 * MS);
            for (int n = 0; n < 60; n++) {
                to.message(Samples.tls(20 + random.nextInt(500), random)).pause(12 * MS);
            }
        }
        return to.build();
    }

    private static Traffic answersToHead() {
        byte[] answer = Samples.ascii("HTTP/1.1 200 OK\r\nContent-Length: 123456\r\n\r\n");
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 20; i++) {
            to.connection(i * 45 * MS);
            for (int n = 0; n < 4; n++) {
                to.awaitHead().message(answer);
            }
        }
        return to.build();
    }

    private static Traffic refusedBodies() {
        byte[] head = Samples.ascii("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 70000\r\n\r\n");
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 40; i++) {
            to.connection(i * 30 * MS);
            to.message(head).awaitHead().message(head).awaitHead();
        }
        return to.build();
    }

    private static Traffic selfCounted() {
        byte[] record = Samples.record("length-field", 40);
        record[3] += 4;
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 50; i++) {
            to.connection(i * 25 * MS).message(record).pause(25 * MS).message(record);
        }
        return to.build();
    }

    private static Traffic behindProxy(byte[] header) {
        byte[] body = Samples.record("length-field", 50);
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 50; i++) {
            to.connection(i * 25 * MS).message(Samples.join(header, body)).pause(25 * MS);
            to.message(body).pause(10 * MS).message(body);
        }
        return to.build();
    }

    private static byte[] proxyV1() {
        return Samples.ascii("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n");
    }

    private static byte[] proxyV2() {
        byte[] header = new byte[28];
        byte[] signature = {0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 12};
        System.arraycopy(signature, 0, header, 0, signature.length);
        return header;
    }

    private static Traffic refusedLengths() {
        Traffic.Builder to = new Traffic.Builder();
        for (int i = 0; i < 60; i++) {
            to.connection(i * 20 * MS).message(new byte[] {0, 0x7F, 0, 0});
            for (int n = 0; n < 5; n++) {
                to.pause(4 * MS).part(Samples.text(8_000));
            }
        }
        return to.build().cutShort();
    }

    private static Traffic nagle(int pieces) {
        byte[] record = Samples.record("length-field", 100 * pieces);
        Traffic.Builder to = new Traffic.Builder().connection(0);
        for (int i = 0; i < 60; i++) {
            to.part(Arrays.copyOf(record, 4));
            to.inPieces(Arrays.copyOfRange(record, 4, record.length), 100, 0).pause(12 * MS);
        }
        return to.build().withNagle();
    }
}
