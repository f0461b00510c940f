package io.recordsockets.rules;

import io.recordsockets.RecordFraming;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parses one rule:
 *
 * <pre>
 * listen|connect  HOST[/PREFIX]:PORT[-PORT]  FRAMING[(key=value,...)]  [key=value ...]
 * </pre>
 *
 * <p>By hand, without regular expressions: start-up counts.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RuleParser {
    static final String LISTEN = "listen";
    static final String CONNECT = "connect";
    static final String HOLD = "hold";
    static final String HOLD_LIMIT = "hold-limit";
    static final String HOLD_TIME = "hold-time";
    static final String STALL = "stall";
    static final String SHARE = "share";
    private static final String KNOWN_OPTIONS = "known: hold, hold-limit, hold-time, share, stall";
    private static final String FORM = "give listen|connect HOST:PORT FRAMING [key=value ...]";

    private final String entry;
    private int position;

    boolean accepts;
    String addressText;
    AddressPattern address;
    String framingName;
    String framingText;
    RecordFraming framing;
    int holdLimit = Rule.DEFAULT_HOLD_LIMIT;
    long holdTimeNs = Rule.DEFAULT_HOLD_TIME_NS;
    long stallNs = Rule.DEFAULT_STALL_NS;
    String hold = Rule.DEFAULT_HOLD;
    String share = Rule.DEFAULT_SHARE;
    private final Map<String, String> options = new LinkedHashMap<>();

    RuleParser(String entry) {
        this.entry = entry;
    }

    /** @throws IllegalArgumentException where it is not a rule; the message goes to the operator */
    void parse(FramingFinder framings) {
        String keyword = word();
        if (!keyword.equals(LISTEN) && !keyword.equals(CONNECT)) {
            throw bad("unknown keyword, keyword=" + Problems.quote(keyword) + ", known: listen, connect");
        }
        accepts = keyword.equals(LISTEN);
        addressText = word();
        if (addressText.isEmpty()) {
            throw bad("rule without an address, rule=" + Problems.quote(entry) + ", " + FORM);
        }
        address = AddressPattern.parse(addressText, !accepts);
        parseFraming(framings);
        for (String word = word(); !word.isEmpty(); word = word()) {
            parseOption(word);
        }
    }

    /** Parses a framing by itself: what a rule has after the address, without options. */
    RecordFraming parseFramingAlone(FramingFinder framings) {
        parseFraming(framings);
        String rest = word();
        if (!rest.isEmpty()) {
            throw bad("unknown text behind the framing, " + Problems.quote(rest));
        }
        return framing;
    }

    /** The rule with single spaces between its parts. */
    String text() {
        StringBuilder text = new StringBuilder(accepts ? LISTEN : CONNECT)
                .append(' ')
                .append(addressText)
                .append(' ')
                .append(framingText);
        for (Map.Entry<String, String> option : options.entrySet()) {
            text.append(' ').append(option.getKey()).append('=').append(option.getValue());
        }
        return text.toString();
    }

    /** The next word; empty at the end. */
    private String word() {
        skipSpace();
        int start = position;
        while (position < entry.length() && entry.charAt(position) > ' ') {
            position++;
        }
        return entry.substring(start, position);
    }

    private void skipSpace() {
        while (position < entry.length() && entry.charAt(position) <= ' ') {
            position++;
        }
    }

    private void parseFraming(FramingFinder framings) {
        skipSpace();
        int start = position;
        while (position < entry.length() && entry.charAt(position) > ' ' && entry.charAt(position) != '(') {
            position++;
        }
        framingName = entry.substring(start, position);
        if (framingName.isEmpty() || framingName.indexOf('=') >= 0) {
            throw bad("rule without a framing, rule=" + Problems.quote(entry) + ", " + FORM);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        skipSpace();
        if (position < entry.length() && entry.charAt(position) == '(') {
            int end = entry.indexOf(')', position);
            if (end < 0) {
                throw bad("framing without closing bracket, framing=" + Problems.quote(entry.substring(start)));
            }
            parseParameters(entry.substring(position + 1, end), parameters);
            position = end + 1;
            if (position < entry.length() && entry.charAt(position) > ' ') {
                throw bad("no space behind the framing, framing=" + Problems.quote(entry.substring(start)));
            }
        }
        framingText = framingText(framingName, parameters);
        framing = framings.find(framingName, parameters);
    }

    private static void parseParameters(String text, Map<String, String> parameters) {
        if (text.trim().isEmpty()) {
            return;
        }
        int length = text.length();
        for (int start = 0; start <= length; ) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? length : comma;
            putPair(parameters, "framing parameter", text.substring(start, end).trim());
            start = end + 1;
        }
    }

    private static String framingText(String name, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return name;
        }
        StringBuilder text = new StringBuilder(name);
        char before = '(';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text.append(before).append(parameter.getKey()).append('=').append(parameter.getValue());
            before = ',';
        }
        return text.append(')').toString();
    }

    private void parseOption(String word) {
        String key = putPair(options, "option", word);
        String value = options.get(key);
        switch (key) {
            case HOLD -> hold = autoOnOff(key, value);
            case HOLD_LIMIT -> holdLimit = Quantities.size(key, value);
            case HOLD_TIME -> holdTimeNs = Quantities.timeNs(key, value);
            case STALL -> stallNs = Quantities.timeNs(key, value);
            case SHARE -> share = autoOnOff(key, value);
            default -> throw bad("unknown option, " + Problems.quote(word) + ", " + KNOWN_OPTIONS);
        }
    }

    private static String autoOnOff(String key, String value) {
        if (!value.equals("auto") && !value.equals("on") && !value.equals("off")) {
            throw bad("unknown value, " + key + "=" + Problems.quote(value) + ", known: auto, on, off");
        }
        return value;
    }

    /** Parses {@code key=value} into the map; answers the key. */
    private static String putPair(Map<String, String> pairs, String what, String pair) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? "" : pair.substring(0, equals).trim();
        String value = equals < 0 ? "" : pair.substring(equals + 1).trim();
        if (key.isEmpty() || value.isEmpty()) {
            throw bad(what + " without key or value, found=" + Problems.quote(pair) + ", give key=value");
        }
        if (pairs.put(key, value) != null) {
            throw bad(what + " given twice, " + Problems.quote(pair) + ", give it once");
        }
        return key;
    }

    private static IllegalArgumentException bad(String message) {
        return new IllegalArgumentException(message);
    }
}
