package io.recordsockets.framing;

import java.util.List;
import java.util.Map;

/**
 * The parameters that a rule gives to a framing, with the messages for the operator where they are of no use.
 *
 * <p><b>Threading:</b> one thread, while the rules are read.
 */
final class Parameters {
    private final String framing;
    private final Map<String, String> given;

    /** @throws IllegalArgumentException where one is given that is not among the known */
    Parameters(String framing, Map<String, String> given, List<String> known) {
        check(framing, given, known);
        this.framing = framing;
        this.given = given;
    }

    /** @throws IllegalArgumentException where one is given that is not among the known */
    static void check(String framing, Map<String, String> given, List<String> known) {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Unknown framing parameter: framing=" + framing + " parameter="
                        + name + (known.isEmpty() ? "; it takes none" : "; it takes " + String.join(", ", known)));
            }
        }
    }

    /** The text as given, null where it is not. */
    String text(String name) {
        return given.get(name);
    }

    /**
     * A number, where the letters k and m behind it stand for 1024 and 1024 * 1024.
     *
     * @return the default where it is not given
     */
    long number(String name, long byDefault, long min, long max) {
        String text = given.get(name);
        if (text == null) {
            return byDefault;
        }
        long value;
        try {
            value = parse(text);
        } catch (ArithmeticException | NumberFormatException e) {
            throw refused(name, text, "from " + min + " to " + max, e);
        }
        if (value < min || value > max) {
            throw refused(name, text, "from " + min + " to " + max, null);
        }
        return value;
    }

    /** What to throw where a value is of no use. */
    IllegalArgumentException refused(String name, String value, String allowed, Exception cause) {
        return new IllegalArgumentException(
                "Bad framing parameter: framing=" + framing + " " + name + "=" + value + "; use " + allowed, cause);
    }

    /** What to throw where the parameters as a whole are of no use. */
    IllegalArgumentException incomplete(String needed) {
        return new IllegalArgumentException("Missing framing parameter: framing=" + framing + "; give " + needed);
    }

    private static long parse(String text) {
        int digits = text.length() - 1;
        char unit = text.isEmpty() ? ' ' : text.charAt(digits);
        return switch (unit) {
            case 'k', 'K' -> Math.multiplyExact(Long.parseLong(text.substring(0, digits)), 1024L);
            case 'm', 'M' -> Math.multiplyExact(Long.parseLong(text.substring(0, digits)), 1024L * 1024);
            default -> Long.parseLong(text);
        };
    }
}
