package io.recordsockets;

import java.time.Duration;
import java.util.Objects;

/** How a record is sent. Immutable; keep the options that you use often: to make them allocates. */
public final class SendOptions {
    /** The most urgent. */
    public static final int MOST_URGENT = 0;

    /** The default urgency. */
    public static final int DEFAULT_URGENCY = 3;

    /** The least urgent. */
    public static final int LEAST_URGENT = 7;

    /** Urgency 3, no lifetime, no key, no fence. */
    public static final SendOptions DEFAULT = new SendOptions(DEFAULT_URGENCY, null, null, false);

    private final int urgency;
    private final Duration lifetime;
    private final Object key;
    private final boolean fenced;

    private SendOptions(int urgency, Duration lifetime, Object key, boolean fenced) {
        if (urgency < MOST_URGENT || urgency > LEAST_URGENT) {
            throw new IllegalArgumentException("urgency out of range, urgency=" + urgency + ", allowed=0..7");
        }
        if (lifetime != null && (lifetime.isNegative() || lifetime.isZero())) {
            throw new IllegalArgumentException("lifetime must be positive, lifetime=" + lifetime);
        }
        this.urgency = urgency;
        this.lifetime = lifetime;
        this.key = key;
        this.fenced = fenced;
    }

    /**
     * The default options but for the urgency.
     *
     * @param urgency see {@link #urgency()}
     * @return new options
     * @throws IllegalArgumentException if it is not within 0 to 7
     */
    public static SendOptions ofUrgency(int urgency) {
        return new SendOptions(urgency, null, null, false);
    }

    /**
     * These options with another urgency.
     *
     * @param newUrgency see {@link #urgency()}
     * @return new options
     * @throws IllegalArgumentException if it is not within 0 to 7
     */
    public SendOptions withUrgency(int newUrgency) {
        return new SendOptions(newUrgency, lifetime, key, fenced);
    }

    /**
     * These options with a lifetime.
     *
     * @param newLifetime see {@link #lifetime()}
     * @return new options
     * @throws IllegalArgumentException if it is not positive
     * @throws NullPointerException if it is null
     */
    public SendOptions withLifetime(Duration newLifetime) {
        return new SendOptions(urgency, Objects.requireNonNull(newLifetime, "lifetime"), key, fenced);
    }

    /**
     * These options with a superseding key.
     *
     * @param newKey see {@link #key()}
     * @return new options
     * @throws NullPointerException if it is null
     */
    public SendOptions withKey(Object newKey) {
        return new SendOptions(urgency, lifetime, Objects.requireNonNull(newKey, "key"), fenced);
    }

    /**
     * These options with a fence.
     *
     * @return new options, with {@link #fenced()}
     */
    public SendOptions withFence() {
        return new SendOptions(urgency, lifetime, key, true);
    }

    /**
     * What goes first, as in RFC 9218.
     *
     * @return 0, the most urgent, to 7; 3 by default
     */
    public int urgency() {
        return urgency;
    }

    /**
     * How long the record is of use: it is dropped where it has not begun after so long.
     *
     * @return null for no limit
     */
    public Duration lifetime() {
        return lifetime;
    }

    /**
     * A newer record with an equal key replaces an older one that has not begun, receiver by receiver.
     *
     * @return what is compared by {@link Object#equals}; null for none
     */
    public Object key() {
        return key;
    }

    /**
     * Whether the record stays behind everything that is queued at the receiver at the moment of the send, whatever its urgency.
     * It keeps its place among the records of its own urgency, so later ones of those wait with it, while later ones of other
     * urgencies go on. The fence falls when what it waits for has begun or come to any end; until then {@link
     * SocketPolicy#maxWait()} does not help the record forward.
     *
     * @return false by default
     */
    public boolean fenced() {
        return fenced;
    }

    /** {@return whether the other has equal parts} */
    @Override
    public boolean equals(Object other) {
        return other instanceof SendOptions options
                && options.urgency == urgency
                && options.fenced == fenced
                && Objects.equals(options.lifetime, lifetime)
                && Objects.equals(options.key, key);
    }

    /** {@return a hash of the parts} */
    @Override
    public int hashCode() {
        return Objects.hash(urgency, lifetime, key, fenced);
    }

    /** {@return the parts by name, without those that are not set} */
    @Override
    public String toString() {
        return "SendOptions[urgency=" + urgency + (lifetime == null ? "" : ", lifetime=" + lifetime)
                + (key == null ? "" : ", key=" + key) + (fenced ? ", fenced]" : "]");
    }
}
