package io.recordsockets.rules;

/**
 * Walks over the entries of a text: one a line or several parted by {@code ;}. Skips blank lines and comments, which
 * begin with {@code #} at the start of an entry or behind white space and end with the line.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class EntryReader {
    private final String text;
    private final String source;
    private int position;
    private int line = 1;
    private int entryLine;
    private String entry;

    /**
     * Starts before the first entry.
     *
     * @param source what to call the text in messages: a file name, or where else it came from
     */
    public EntryReader(String text, String source) {
        this.text = text;
        this.source = source;
    }

    /** Goes to the next entry; false where there is none. */
    public boolean next() {
        int length = text.length();
        while (position < length) {
            entryLine = line;
            int start = position;
            int end = entryEnd(start);
            position = Math.max(position, end);
            if (position < length && text.charAt(position) == '\n') {
                line++;
            }
            position++;
            entry = text.substring(start, end).trim();
            if (!entry.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Finds where the entry ends, and leaves {@link #position} at its separator or the text's end. */
    private int entryEnd(int start) {
        int length = text.length();
        for (int i = start; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == ';') {
                position = i;
                return i;
            }
            if (c == '#' && (i == start || text.charAt(i - 1) <= ' ')) {
                int newline = text.indexOf('\n', i);
                position = newline < 0 ? length : newline;
                return i;
            }
        }
        position = length;
        return length;
    }

    /** The entry, without white space around it and without comment. */
    public String entry() {
        return entry;
    }

    /** Where the entry stands: {@code source:line}. */
    public String place() {
        return source + ':' + entryLine;
    }
}
