package io.recordsockets.rules;

import io.recordsockets.RecordFraming;
import java.util.Map;

/** Finds framings by name while rules are parsed. */
interface FramingFinder {
    /**
     * The framing of that name.
     *
     * @return null for the framing {@code none}
     * @throws IllegalArgumentException where name or parameters are of no use; the message goes to the operator
     */
    RecordFraming find(String name, Map<String, String> parameters);
}
