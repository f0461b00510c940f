package io.recordsockets.bench.scenario;

import io.recordsockets.bench.wild.Kind;
import io.recordsockets.bench.wild.Manner;
import io.recordsockets.bench.wild.Samples;
import io.recordsockets.bench.wild.Situation;
import io.recordsockets.bench.wild.Traffic;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of {@link WildScenario}: a rule of its own and the traffic that meets it.
 *
 * @param name what tells it, in the processes too
 * @param mode the kind of traffic
 * @param framing the framing of the rule
 * @param manner how the program behaves
 * @param traffic what its peers do
 */
record WildShape(String name, String mode, String framing, Manner manner, Traffic traffic) {
    private static final int NAGLE_PIECES = 8;

    /** Rows that are played at one time; one that fills the machine is alone. */
    record Batch(String name, boolean sidesInTurn, List<WildShape> shapes) {}

    /** All rows, played for about so long each. */
    static List<Batch> batches(int lengthMs) {
        List<WildShape> nagle = new ArrayList<>();
        for (int pieces = 1; pieces <= NAGLE_PIECES; pieces++) {
            String mode = "nagle, pieces=" + pieces;
            nagle.add(new WildShape(
                    "nagle" + pieces, mode, "length-field", Manner.SINK, Situation.nagle(pieces, lengthMs)));
        }
        List<WildShape> situations = new ArrayList<>();
        for (Situation situation : Situation.values()) {
            if (situation != Situation.SMALL_BUFFER) {
                situations.add(of(situation, lengthMs));
            }
        }
        return List.of(
                new Batch("records in pieces", false, ofKinds("", lengthMs, Kind.RIGHT)),
                new Batch("peers with Nagle's algorithm", false, nagle),
                new Batch("another protocol, TLS", false, ofKinds("", lengthMs, Kind.OTHER, Kind.TLS)),
                new Batch("trickles, small units", false, ofKinds("", lengthMs, Kind.TRICKLE, Kind.UNITS)),
                new Batch("huge announcements", false, ofKinds("", lengthMs, Kind.ANNOUNCED)),
                new Batch("situations", false, situations),
                new Batch("a receive buffer of its own", true, List.of(of(Situation.SMALL_BUFFER, lengthMs))));
    }

    /** Rows of which nothing is reported: classes are loaded and compiled, and the rules that are measured know nothing yet. */
    static Batch warmUp(int lengthMs) {
        return new Batch("warm-up", false, ofKinds("warm-", lengthMs, Kind.RIGHT));
    }

    /** How a rule of the agent names the connections of the row. */
    String rule(int port) {
        return (manner.dials() ? "connect" : "listen") + " *:" + port + " " + Samples.rule(framing);
    }

    /** How the program is told of the row. */
    String argument(int port) {
        return name + ":" + manner.word() + ":" + port;
    }

    private static WildShape of(Situation situation, int lengthMs) {
        return new WildShape(
                situation.word(),
                situation.word(),
                situation.framing(),
                situation.manner(),
                situation.traffic(lengthMs));
    }

    private static List<WildShape> ofKinds(String prefix, int lengthMs, Kind... kinds) {
        List<WildShape> shapes = new ArrayList<>();
        for (Kind kind : kinds) {
            for (String framing : Samples.FRAMINGS) {
                shapes.add(new WildShape(
                        prefix + kind.word() + "-" + framing,
                        kind.word(),
                        framing,
                        Manner.SINK,
                        kind.of(framing, lengthMs)));
            }
        }
        return shapes;
    }
}
