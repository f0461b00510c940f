package io.recordsockets.spi;

/**
 * What a {@link RecordParser} answers, in one {@code long}, so that no answer needs an allocation.
 *
 * <pre>
 *  63 62 61            46 45                                    0
 * +-----+----------------+---------------------------------------+
 * | 0 0 | 0              | 0                                     |  not a record
 * | 0 0 | length, 1 to 2^62 - 1                                  |  record
 * | 0 1 | following      | length, 1 to 2^46 - 1                 |  part
 * | 1 0 | length, 1 to 2^62 - 1                                  |  at least
 * | 1 1 | 0              | 0                                     |  unframed
 * +-----+----------------+---------------------------------------+
 * </pre>
 *
 * <p>All lengths are bytes, counted from the first byte of the head.
 *
 * <p><b>Threading:</b> any thread; no call blocks.
 */
public final class FramingAnswer {
    /** These bytes are not a record of this protocol: the connection is plain TCP from here on, and that counts as doubt. */
    public static final long NOT_A_RECORD = 0;

    private static final long PART = 1L << 62;
    private static final long AT_LEAST = 1L << 63;

    /**
     * The protocol says that no records follow from here on, as behind an upgrade, a start of TLS, or in a stream of events:
     * the connection is plain TCP, and nothing is wrong with it. None of the bytes shown belongs to a record. For all of
     * {@link #isRecord}, {@link #isPart} and {@link #isAtLeast} the answer is no, so callers that do not know it take it as
     * {@link #NOT_A_RECORD}.
     */
    public static final long UNFRAMED = AT_LEAST | PART;

    private static final long MAX_LENGTH = (1L << 62) - 1;
    private static final int PART_LENGTH_BITS = 46;
    private static final long MAX_PART_LENGTH = (1L << PART_LENGTH_BITS) - 1;
    private static final int MAX_FOLLOWING = 0xFFFF;

    private FramingAnswer() {}

    /**
     * The record ends here.
     *
     * @param length bytes from the head's first byte to the record's end; may be beyond what the head holds. Lengths that
     *     no record can have (below 1, or 2^62 and above) answer {@link #NOT_A_RECORD}.
     * @return the answer
     */
    public static long record(long length) {
        return length < 1 || length > MAX_LENGTH ? NOT_A_RECORD : length;
    }

    /**
     * The end is not to be seen yet.
     *
     * @param length how many bytes the head must hold, at least, before a further look is of use. Not more than the
     *     record is certain to have: bytes behind it may never come, and whoever waits for them delays the record.
     * @return the answer
     */
    public static long atLeast(long length) {
        return length < 1 || length > MAX_LENGTH ? NOT_A_RECORD : AT_LEAST | length;
    }

    /**
     * The next bytes belong to the record and need not be seen, or seen again; ask behind them. For records that hold
     * further lengths, and for long texts: whoever shows the head keeps the bytes behind the last part, so a parser does
     * well to pass what it has seen, in the middle of a line too.
     *
     * @param length bytes from the head's first byte to the end of the part
     * @param following how many bytes of the same record are certain to come behind the part, at least; 1 to 65535. The
     *     parser is asked again when they are there; those of them that have been shown before are shown again.
     * @return the answer
     */
    public static long part(long length, int following) {
        if (length < 1 || length > MAX_PART_LENGTH || following < 1 || following > MAX_FOLLOWING) {
            return NOT_A_RECORD;
        }
        return PART | (long) following << PART_LENGTH_BITS | length;
    }

    /**
     * Whether the answer came from {@link #record(long)}.
     *
     * @param answer what a parser answered
     * @return whether it is of that kind
     */
    public static boolean isRecord(long answer) {
        return answer > 0 && (answer & PART) == 0;
    }

    /**
     * Whether the answer came from {@link #atLeast(long)}.
     *
     * @param answer what a parser answered
     * @return whether it is of that kind
     */
    public static boolean isAtLeast(long answer) {
        return answer < 0 && answer != UNFRAMED;
    }

    /**
     * Whether the answer came from {@link #part(long, int)}.
     *
     * @param answer what a parser answered
     * @return whether it is of that kind
     */
    public static boolean isPart(long answer) {
        return answer > 0 && (answer & PART) != 0;
    }

    /**
     * The length that the answer names.
     *
     * @param answer what a parser answered
     * @return bytes; 0 for {@link #NOT_A_RECORD} and {@link #UNFRAMED}
     */
    public static long length(long answer) {
        return isPart(answer) ? answer & MAX_PART_LENGTH : answer & MAX_LENGTH;
    }

    /**
     * How many bytes follow the part, at least. Of use where {@link #isPart(long)}.
     *
     * @param answer what a parser answered
     * @return 1 to 65535
     */
    public static int following(long answer) {
        return (int) (answer >>> PART_LENGTH_BITS) & MAX_FOLLOWING;
    }
}
