package io.recordsockets.bench.wild;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Traffic that there is for each framing: one kind for which the rule is right, five for which it is wrong. */
public enum Kind {
    /** Records of 2 KiB in five pieces that come at once after one another; a message is a record. */
    RIGHT,
    /** Requests of another protocol, each in one write; a message is a write. */
    OTHER,
    /** Ten records, then TLS. */
    TLS,
    /** Records of sixty bytes, six of them every 30 ms: a message is a write, since no wait for more saves anything. */
    TRICKLE,
    /** A record that never ends, of units of a hundred bytes on which the program acts, one every 20 ms. */
    UNITS,
    /** A huge record is announced, a hundred bytes of it come, and a hundred more later; a connection each. */
    ANNOUNCED;

    private static final int CONNECTIONS = 4;
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BETWEEN_PIECES_NS = 100_000;
    private static final long BETWEEN_RECORDS_NS = 20 * MS;
    private static final long BETWEEN_TRICKLES_NS = 30 * MS;
    private static final long BETWEEN_ANNOUNCEMENTS_NS = 60 * MS;
    private static final int RECORD_BYTES = 2048;
    private static final int RECORDS_BEFORE_TLS = 10;

    /** The name of the row. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The traffic, that takes about so many milliseconds. */
    public Traffic of(String framing, int lengthMs) {
        Traffic.Builder to = new Traffic.Builder();
        long lengthNs = lengthMs * MS;
        Random random = new Random(ordinal());
        int count = this == ANNOUNCED ? (int) (lengthNs / BETWEEN_ANNOUNCEMENTS_NS) : CONNECTIONS;
        for (int i = 0; i < count; i++) {
            // the connections take turns, so that no two are due at once
            to.connection(this == ANNOUNCED ? i * BETWEEN_ANNOUNCEMENTS_NS : i * MS);
            add(to, framing, lengthNs, random);
        }
        return to.build();
    }

    private void add(Traffic.Builder to, String framing, long lengthNs, Random random) {
        if (this != OTHER && this != ANNOUNCED && Samples.opening(framing).length > 0) {
            to.message(Samples.opening(framing)).pause(MS);
        }
        switch (this) {
            case RIGHT -> {
                byte[] record = Samples.record(framing, RECORD_BYTES);
                while (to.atNs() < lengthNs) {
                    to.inPieces(record, record.length / 5 + 1, BETWEEN_PIECES_NS)
                            .pause(BETWEEN_RECORDS_NS);
                }
            }
            case OTHER -> {
                while (to.atNs() < lengthNs) {
                    to.message(Samples.foreign(framing, random)).pause(BETWEEN_RECORDS_NS);
                }
            }
            case TLS -> {
                for (int i = 0; i < RECORDS_BEFORE_TLS; i++) {
                    to.message(Samples.record(framing, 100)).pause(4 * MS);
                }
                while (to.atNs() < lengthNs) {
                    to.message(Samples.tls(40 + random.nextInt(200), random)).pause(BETWEEN_RECORDS_NS);
                }
            }
            case TRICKLE -> {
                byte[] record = Samples.record(framing, 60);
                while (to.atNs() < lengthNs) {
                    to.units(record, record.length > 200 ? 50 : 6, BETWEEN_TRICKLES_NS);
                }
            }
            case UNITS -> {
                byte[] record = framing.equals("fixed")
                        ? Samples.record(framing, 0)
                        : Samples.record(framing, 100 * (int) (lengthNs / BETWEEN_RECORDS_NS));
                int unit = framing.equals("fixed") ? 20 : 100;
                int units = (int) (lengthNs / BETWEEN_RECORDS_NS);
                int bytes = Math.min(record.length, unit * units);
                to.units(Arrays.copyOf(record, bytes), unit, BETWEEN_RECORDS_NS);
            }
            case ANNOUNCED -> {
                to.message(Samples.announcement(framing)).pause(BETWEEN_RECORDS_NS);
                to.message(Samples.text(100)).pause(BETWEEN_RECORDS_NS);
                to.message(Samples.text(100));
            }
        }
    }
}
