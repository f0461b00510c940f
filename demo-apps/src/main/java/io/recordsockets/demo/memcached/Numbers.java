package io.recordsockets.demo.memcached;

/** Decimal numbers in bytes, without making a string. */
final class Numbers {
    /** Digits of 2^64 - 1. */
    static final int MAX_UNSIGNED_DIGITS = 20;

    private Numbers() {}

    /** Whether the range holds nothing but the digits of a number below 2^64. */
    static boolean isUnsigned(byte[] bytes, int offset, int length) {
        if (length == 0 || length > MAX_UNSIGNED_DIGITS) {
            return false;
        }
        long number = 0;
        for (int i = offset, end = offset + length; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            long grown = number * 10 + digit;
            if (i - offset == MAX_UNSIGNED_DIGITS - 1 && overflows(number, digit)) {
                return false;
            }
            number = grown;
        }
        return true;
    }

    private static boolean overflows(long number, int digit) {
        long most = Long.divideUnsigned(-1L, 10);
        int compared = Long.compareUnsigned(number, most);
        return compared > 0 || compared == 0 && digit > Long.remainderUnsigned(-1L, 10);
    }

    /** The number in a range for which {@link #isUnsigned} is true. */
    static long unsigned(byte[] bytes, int offset, int length) {
        long number = 0;
        for (int i = offset, end = offset + length; i < end; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    /** Whether the range holds a number, perhaps with a sign, that fits a long. */
    static boolean isSigned(byte[] bytes, int offset, int length) {
        boolean signed = length > 0 && (bytes[offset] == '-' || bytes[offset] == '+');
        int skipped = signed ? 1 : 0;
        return isUnsigned(bytes, offset + skipped, length - skipped)
                && unsigned(bytes, offset + skipped, length - skipped) >= 0;
    }

    /** The number in a range for which {@link #isSigned} is true. */
    static long signed(byte[] bytes, int offset, int length) {
        if (bytes[offset] == '-') {
            return -unsigned(bytes, offset + 1, length - 1);
        }
        return bytes[offset] == '+' ? unsigned(bytes, offset + 1, length - 1) : unsigned(bytes, offset, length);
    }

    /** The length without spaces at the end. */
    static int trimmedLength(byte[] bytes, int length) {
        int trimmed = length;
        while (trimmed > 0 && bytes[trimmed - 1] == ' ') {
            trimmed--;
        }
        return trimmed;
    }

    /** The digits of an unsigned number. */
    static int digitCount(long number) {
        int count = 1;
        for (long rest = Long.divideUnsigned(number, 10); rest != 0; rest /= 10) {
            count++;
        }
        return count;
    }

    /** Writes the digits of an unsigned number so that they end before {@code end}. */
    static void format(long number, byte[] bytes, int end) {
        long rest = Long.divideUnsigned(number, 10);
        int at = end;
        bytes[--at] = (byte) ('0' + (number - rest * 10));
        while (rest != 0) {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** The digits of an unsigned number and a line end. */
    static byte[] line(long number) {
        int digits = digitCount(number);
        byte[] line = new byte[digits + Item.LINE_END];
        format(number, line, digits);
        line[digits] = '\r';
        line[digits + 1] = '\n';
        return line;
    }
}
