package io.recordsockets.demo.broadcast;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people write them, both ways. */
final class Quantities {
    private static final long LARGEST = 1L << 50;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_S = 1e9;

    private Quantities() {}

    /**
     * Bytes: {@code 512k}, {@code 1m}, {@code 200}.
     *
     * @throws NumberFormatException if the text is nothing of the kind
     */
    static long bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int shift = lower.endsWith("k") ? 10 : lower.endsWith("m") ? 20 : lower.endsWith("g") ? 30 : 0;
        long number = Long.parseLong(shift == 0 ? lower : lower.substring(0, lower.length() - 1));
        if (number < 1 || number > LARGEST >> shift) {
            throw new NumberFormatException(text);
        }
        return number << shift;
    }

    /**
     * Bytes a second: {@code 100mbit} as of links, or {@code 2m} as of sizes.
     *
     * @throws NumberFormatException if the text is nothing of the kind
     */
    static long bytesPerSecond(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.endsWith("bit")) {
            return bytes(text);
        }
        String number = lower.substring(0, lower.length() - "bit".length());
        long unit = number.endsWith("k")
                ? 1_000
                : number.endsWith("m") ? 1_000_000 : number.endsWith("g") ? 1_000_000_000 : 1;
        long bits = Long.parseLong(unit == 1 ? number : number.substring(0, number.length() - 1));
        if (bits < 1 || bits > LARGEST / unit || bits * unit < Byte.SIZE) {
            throw new NumberFormatException(text);
        }
        return bits * unit / Byte.SIZE;
    }

    /**
     * A positive time: {@code 150ms}, {@code 20s}, {@code 2m}; a bare number is of seconds.
     *
     * @throws NumberFormatException if the text is nothing of the kind
     */
    static Duration duration(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String unit = lower.endsWith("ms") ? "ms" : lower.endsWith("s") ? "s" : lower.endsWith("m") ? "m" : "";
        long number = Long.parseLong(lower.substring(0, lower.length() - unit.length()));
        long unitMs = unit.equals("ms") ? 1 : unit.equals("m") ? 60_000 : 1_000;
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new NumberFormatException(text);
        }
        return Duration.ofMillis(number * unitMs);
    }

    /** {@code 12.3 MiB}. */
    static String textOfBytes(double bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double number = bytes;
        while (number >= 1000 && unit < units.length - 1) {
            number /= 1024;
            unit++;
        }
        return digits(number) + " " + units[unit];
    }

    /** {@code 0.25 ms}, {@code 1.20 s}; for nothing measured {@code -}. */
    static String textOfTime(long ns) {
        if (ns < 0) {
            return "-";
        }
        return ns < NS_PER_S ? digits(ns / NS_PER_MS) + " ms" : digits(ns / NS_PER_S) + " s";
    }

    /** Three digits that mean something; a whole number where there are more before the point. */
    static String digits(double number) {
        if (number == Math.rint(number) || number >= 100) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        return String.format(Locale.ROOT, number < 1 ? "%.3f" : number < 10 ? "%.2f" : "%.1f", number);
    }
}
