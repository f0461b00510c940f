package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what a sender answered to its withdrawals with what the receivers got.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Withdrawals {
    private static final char TAKEN_BACK = 'T';
    private static final String BEGUN_OR_SENT = "BS";

    private final int records;
    private final int receivers;
    private final int recordBytes;

    /** When a receiver had the first byte of a record, by {@link #place}. */
    private final Map<Integer, Long> begunNs = new HashMap<>();

    private final Set<Integer> withdrawn = new HashSet<>();
    private long withdrawnBytes;
    private long staleBytes;
    private long wrongAnswers;

    /** Of so many records to so many receivers. */
    Withdrawals(int records, int receivers, int recordBytes) {
        this.records = records;
        this.receivers = receivers;
        this.recordBytes = recordBytes;
    }

    private int place(int receiver, int id) {
        return receiver * records + id;
    }

    /**
     * Reads what the receivers wrote down.
     *
     * @throws BenchException where a record came twice or in part
     */
    void arrived(List<String> lines) throws BenchException {
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words[0].equals("part")) {
                throw new BenchException("a record was not finished: receiver=" + words[1]);
            }
            int place = place(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            if (begunNs.put(place, Long.parseLong(words[4])) != null) {
                throw new BenchException("a record came twice: receiver=" + words[1] + " id=" + words[2]);
            }
        }
    }

    /**
     * Reads what the sender answered.
     *
     * @throws BenchException where a record that was not withdrawn is missing
     */
    void answered(List<String> lines) throws BenchException {
        for (String line : lines) {
            String[] words = line.split(" ");
            int id = Integer.parseInt(words[1]);
            withdrawn.add(id);
            for (int receiver = 0; receiver < receivers; receiver++) {
                answered(receiver, id, Long.parseLong(words[2]), words[3].charAt(receiver));
            }
        }
        for (int id = 0; id < records; id++) {
            for (int receiver = 0; receiver < receivers && !withdrawn.contains(id); receiver++) {
                if (!begunNs.containsKey(place(receiver, id))) {
                    throw new BenchException("a record is missing: receiver=" + receiver + " id=" + id);
                }
            }
        }
    }

    private void answered(int receiver, int id, long atNs, char answer) {
        Long begun = begunNs.get(place(receiver, id));
        boolean right = begun == null ? answer == TAKEN_BACK : BEGUN_OR_SENT.indexOf(answer) >= 0;
        if (!right) {
            wrongAnswers++;
        }
        if (begun == null) {
            withdrawnBytes += recordBytes;
        } else if (begun - atNs > 0) {
            withdrawnBytes += recordBytes;
            staleBytes += recordBytes;
        }
    }

    /** Bytes that came although withdrawn before the receiver had begun to read them, over all that were so withdrawn. */
    double staleFraction() {
        return (double) staleBytes / withdrawnBytes;
    }

    /** Bytes withdrawn before the receiver had begun to read them. */
    long withdrawnBytes() {
        return withdrawnBytes;
    }

    /** Answers that do not agree with what the receiver got. */
    long wrongAnswers() {
        return wrongAnswers;
    }
}
