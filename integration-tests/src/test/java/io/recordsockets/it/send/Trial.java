package io.recordsockets.it.send;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Random tests: their seeds, and how long they run. */
final class Trial {
    static final boolean NIGHTLY = Boolean.getBoolean("nightly");
    private static final Long SEED = Long.getLong("recordsockets.send.seed");

    /** What is run again and again. */
    interface Body {
        void run(Random random) throws Exception;
    }

    private Trial() {}

    /** This long in CI, that long at night. */
    static long seconds(long ci, long nightly) {
        return NIGHTLY ? nightly : ci;
    }

    static int times(int ci, int nightly) {
        return NIGHTLY ? nightly : ci;
    }

    /** Runs it with one seed after the other until the time is over; a failure names its seed. */
    static void forSeconds(String name, long seconds, Body body) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        int runs = 0;
        do {
            run(name, SEED != null ? SEED : ThreadLocalRandom.current().nextLong() >>> 16, body);
            runs++;
        } while (System.nanoTime() - end < 0);
        System.out.println(name + ": runs=" + runs);
    }

    private static void run(String name, long seed, Body body) {
        try {
            body.run(new Random(seed));
        } catch (Exception | AssertionError e) {
            System.out.println(name + ": recordsockets.send.seed=" + seed + " failed");
            throw new AssertionError(name + ", -Drecordsockets.send.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
