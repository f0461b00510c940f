package io.recordsockets.demo.memcached;

/** What an expiry time of the protocol means (memcached, {@code doc/protocol.txt}, "Expiration times"). */
final class Expiry {
    /** Up to here a number is seconds from now, above it Unix time. */
    static final long RELATIVE_LIMIT_SECONDS = 60L * 60 * 24 * 30;

    private Expiry() {}

    /**
     * @param exptime as sent: 0 for never, negative for at once
     * @param now seconds of Unix time
     * @return seconds of Unix time, 0 for never
     */
    static long toUnixTime(long exptime, long now) {
        if (exptime == 0) {
            return 0;
        }
        if (exptime < 0) {
            return now;
        }
        return exptime <= RELATIVE_LIMIT_SECONDS ? now + exptime : exptime;
    }
}
