package io.recordsockets.rules;

/**
 * Numbers, sizes and times in rules and options, parsed by hand: start-up counts.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Quantities {
    /** The most that a record may be held at: 1 GiB, in bytes. */
    private static final int MAX_SIZE = 1 << 30;

    private static final long MS = 1_000_000;
    private static final long MAX_TIME_MS = 3_600_000;

    private Quantities() {}

    /**
     * A decimal number.
     *
     * @param max the largest that is allowed
     * @return -1 where it is none, or larger
     */
    static int number(String text, int max) {
        int length = text.length();
        if (length == 0) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
            if (value > max) {
                return -1;
            }
        }
        return (int) value;
    }

    /**
     * A size in bytes, with k, m or g for powers of 1024.
     *
     * @throws IllegalArgumentException where it is none; the message goes to the operator
     */
    public static int size(String key, String text) {
        int end = text.length() - 1;
        int shift = end < 0 ? 0 : shift(text.charAt(end));
        int value = number(shift == 0 ? text : text.substring(0, end), MAX_SIZE >> shift);
        if (value < 1) {
            throw new IllegalArgumentException("not a size, " + key + '=' + Problems.quote(text)
                    + ", give bytes with k, m or g behind for larger units, 1..1g");
        }
        return value << shift;
    }

    private static int shift(char unit) {
        return switch (unit) {
            case 'k', 'K' -> 10;
            case 'm', 'M' -> 20;
            case 'g', 'G' -> 30;
            default -> 0;
        };
    }

    /**
     * A time with its unit, ms or s.
     *
     * @return nanoseconds
     * @throws IllegalArgumentException where it is none; the message goes to the operator
     */
    public static long timeNs(String key, String text) {
        boolean ms = text.endsWith("ms");
        int unitLength = ms ? 2 : text.endsWith("s") ? 1 : 0;
        int unitMs = ms ? 1 : 1000;
        int value = unitLength == 0
                ? -1
                : number(text.substring(0, text.length() - unitLength), (int) (MAX_TIME_MS / unitMs));
        if (value < 1) {
            throw new IllegalArgumentException("not a time, " + key + '=' + Problems.quote(text)
                    + ", give a number with its unit, ms or s, 1ms..3600s");
        }
        return value * unitMs * MS;
    }
}
