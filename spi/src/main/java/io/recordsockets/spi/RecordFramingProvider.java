package io.recordsockets.spi;

import io.recordsockets.RecordFraming;
import java.util.Map;
import java.util.Set;

/**
 * Makes a framing known to the rule file by name, as in {@code listen *:7000 my-protocol(version=2)}. Its names come after the
 * built-in ones.
 *
 * <p>Found by {@link java.util.ServiceLoader}: on the class path when the rules are read; and where it is not there, as in a fat jar
 * or a web application, with the first connections that the rule matches, from the context class loader of the thread that opens
 * or accepts them.
 *
 * <p><b>Threading:</b> any thread; several at once where several connections come first.
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
