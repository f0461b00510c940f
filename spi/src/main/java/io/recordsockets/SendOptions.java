package io.recordsockets;

import java.time.Duration;
import java.util.Objects;

/**
 * How a record is sent. Immutable; keep the options that you use often.
 *
 * @param urgency 0, the most urgent, to 7, as in RFC 9218; the default is 3
 * @param lifetime the record is dropped where it has not begun after so long; null for no limit
 * @param key a newer record with an equal key replaces an older one that has not begun, receiver by receiver; null for none.
 *     Compared by {@link Object#equals}
 * @param fenced whether the record stays behind everything that is queued at the receiver at the moment of the send, whatever
 *     its urgency. It keeps its place among the records of its own urgency, so later ones of those wait with it, while later
 *     ones of other urgencies go on. The fence falls when what it waits for has begun or come to any end; until then {@link
 *     QueuePolicy#maxWait()} does not help the record forward
 */
public record SendOptions(int urgency, Duration lifetime, Object key, boolean fenced) {
    /** The most urgent. */
    public static final int MOST_URGENT = 0;

    /** The default urgency. */
    public static final int DEFAULT_URGENCY = 3;

    /** The least urgent. */
    public static final int LEAST_URGENT = 7;

    /** Urgency 3, no lifetime, no key, no fence. */
    public static final SendOptions DEFAULT = new SendOptions(DEFAULT_URGENCY, null, null, false);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the urgency is not within 0 to 7 or the lifetime is not positive
     */
    public SendOptions {
        if (urgency < MOST_URGENT || urgency > LEAST_URGENT) {
            throw new IllegalArgumentException("urgency out of range, urgency=" + urgency + ", allowed=0..7");
        }
        if (lifetime != null && (lifetime.isNegative() || lifetime.isZero())) {
            throw new IllegalArgumentException("lifetime must be positive, lifetime=" + lifetime);
        }
    }

    /** The default options but for the urgency. */
    public static SendOptions ofUrgency(int urgency) {
        return new SendOptions(urgency, null, null, false);
    }

    /** These options with another urgency. */
    public SendOptions withUrgency(int newUrgency) {
        return new SendOptions(newUrgency, lifetime, key, fenced);
    }

    /** These options with a lifetime. */
    public SendOptions withLifetime(Duration newLifetime) {
        return new SendOptions(urgency, Objects.requireNonNull(newLifetime, "lifetime"), key, fenced);
    }

    /** These options with a superseding key. */
    public SendOptions withKey(Object newKey) {
        return new SendOptions(urgency, lifetime, Objects.requireNonNull(newKey, "key"), fenced);
    }

    /** These options with a fence. */
    public SendOptions withFence() {
        return new SendOptions(urgency, lifetime, key, true);
    }
}
