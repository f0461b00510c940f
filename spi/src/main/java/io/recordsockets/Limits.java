package io.recordsockets;

import java.util.Objects;

/**
 * What the policies of sockets and of groups have in common. Immutable.
 *
 * @param maxBytes bytes that may be queued
 * @param maxRecords records that may be queued
 * @param overflow what happens beyond that
 * @param lowWaterMark bytes
 * @param highWaterMark bytes
 */
record Limits(long maxBytes, int maxRecords, Overflow overflow, long lowWaterMark, long highWaterMark) {
    Limits {
        if (maxBytes <= 0 || maxRecords <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive, maxBytes=" + maxBytes + ", maxRecords=" + maxRecords);
        }
        Objects.requireNonNull(overflow, "overflow");
        if (lowWaterMark < 0 || lowWaterMark > highWaterMark || highWaterMark > maxBytes) {
            throw new IllegalArgumentException("water marks must be 0 <= low <= high <= maxBytes, low=" + lowWaterMark
                    + ", high=" + highWaterMark + ", maxBytes=" + maxBytes);
        }
    }

    /** A quarter and a half of the limit. */
    static Limits of(long maxBytes, int maxRecords, Overflow overflow) {
        return new Limits(maxBytes, maxRecords, overflow, maxBytes / 4, maxBytes / 2);
    }

    /** The water marks in the same proportion to the limit as before. */
    Limits withLimits(long newMaxBytes, int newMaxRecords) {
        double scale = (double) newMaxBytes / maxBytes;
        long high = Math.min((long) (highWaterMark * scale), Math.max(newMaxBytes, 0));
        return new Limits(newMaxBytes, newMaxRecords, overflow, Math.min((long) (lowWaterMark * scale), high), high);
    }

    Limits withOverflow(Overflow newOverflow) {
        return new Limits(maxBytes, maxRecords, newOverflow, lowWaterMark, highWaterMark);
    }

    Limits withWaterMarks(long low, long high) {
        return new Limits(maxBytes, maxRecords, overflow, low, high);
    }

    @Override
    public String toString() {
        return "maxBytes=" + maxBytes + ", maxRecords=" + maxRecords + ", overflow=" + overflow + ", waterMarks="
                + lowWaterMark + ".." + highWaterMark;
    }
}
