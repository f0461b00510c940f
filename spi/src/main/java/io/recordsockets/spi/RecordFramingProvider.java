package io.recordsockets.spi;

import io.recordsockets.RecordFraming;
import java.util.Map;
import java.util.Set;

/**
 * Makes a framing known to the rule file by name, as in {@code listen *:7000 my-protocol(version=2)}. Found by {@link
 * java.util.ServiceLoader} on the class path of the application; its names come after the built-in ones.
 *
 * <p><b>Threading:</b> called while the rules are read, by one thread.
 */
public interface RecordFramingProvider {
    /** {@return the name in the rule file: lower-case letters, digits and hyphens} */
    String name();

    /** {@return the parameters that {@link #framing(Map)} knows; others are refused with these named in the message} */
    Set<String> parameters();

    /**
     * Makes the framing.
     *
     * @param parameters the parameters of the rule, by name; empty where it gives none
     * @return the framing
     * @throws IllegalArgumentException where a value is of no use; the message goes to the operator, so it names the
     *     parameter, the value and what would do
     */
    RecordFraming framing(Map<String, String> parameters);
}
