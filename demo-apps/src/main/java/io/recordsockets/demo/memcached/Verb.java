package io.recordsockets.demo.memcached;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The commands of the text protocol, those that are used most first. */
enum Verb {
    GET,
    SET(StoreMode.SET),
    GETS,
    MG,
    MS,
    ADD(StoreMode.ADD),
    CAS(StoreMode.CAS),
    REPLACE(StoreMode.REPLACE),
    APPEND(StoreMode.APPEND),
    PREPEND(StoreMode.PREPEND),
    INCR,
    DECR,
    DELETE,
    TOUCH,
    GAT,
    GATS,
    MD,
    MA,
    MN,
    ME,
    STATS,
    FLUSH_ALL,
    VERSION,
    VERBOSITY,
    CACHE_MEMLIMIT,
    SHUTDOWN,
    QUIT;

    private static final Verb[] ALL = values();

    private final byte[] word = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    /** How a storage command stores, null for the others. */
    final StoreMode mode;

    Verb() {
        this(null);
    }

    Verb(StoreMode mode) {
        this.mode = mode;
    }

    /** The command that a range of bytes names, or null. */
    static Verb of(byte[] bytes, int offset, int length) {
        for (Verb verb : ALL) {
            byte[] word = verb.word;
            if (word.length == length && Arrays.equals(word, 0, length, bytes, offset, offset + length)) {
                return verb;
            }
        }
        return null;
    }
}
