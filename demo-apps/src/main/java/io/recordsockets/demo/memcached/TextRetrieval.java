package io.recordsockets.demo.memcached;

import java.nio.charset.StandardCharsets;

/** The commands {@code get}, {@code gets}, {@code gat} and {@code gats}. */
final class TextRetrieval {
    private static final byte[] VALUE = "VALUE ".getBytes(StandardCharsets.US_ASCII);

    private final Store store;
    private final Output out;

    TextRetrieval(Store store, Output out) {
        this.store = store;
        this.out = out;
    }

    /** @param end where the line ends; it may have more keys than fit the tokens */
    void serve(Verb verb, Tokens tokens, int end) {
        if (tokens.count() < 2) {
            out.put(Replies.ERROR);
            return;
        }
        boolean touch = verb == Verb.GAT || verb == Verb.GATS;
        boolean withCas = verb == Verb.GETS || verb == Verb.GATS;
        int keys = tokens.offset(1);
        long expiresAt = 0;
        if (touch) {
            if (!tokens.isSigned(1, 0)) {
                out.put(Replies.BAD_EXPTIME);
                return;
            }
            expiresAt = store.expiresAt(tokens.signed(1, 0));
            keys += tokens.length(1);
        }
        byte[] line = tokens.line();
        if (hasTooLongKey(line, keys, end)) {
            out.put(Replies.BAD_FORMAT);
            return;
        }
        for (int at = Tokens.skipSpaces(line, keys, end); at < end; ) {
            int keyEnd = Tokens.endOfWord(line, at, end);
            synchronized (store) {
                Item item = touch ? store.touch(line, at, keyEnd - at, expiresAt) : store.get(line, at, keyEnd - at);
                if (item != null) {
                    put(item, withCas);
                }
            }
            at = Tokens.skipSpaces(line, keyEnd, end);
        }
        out.put(Replies.END);
    }

    /** Looked at before anything is answered: an error is the only answer then. */
    private static boolean hasTooLongKey(byte[] line, int keys, int end) {
        int at = Tokens.skipSpaces(line, keys, end);
        while (at < end) {
            int keyEnd = Tokens.endOfWord(line, at, end);
            if (keyEnd - at > Store.MAX_KEY_LENGTH) {
                return true;
            }
            at = Tokens.skipSpaces(line, keyEnd, end);
        }
        return false;
    }

    private void put(Item item, boolean withCas) {
        out.put(VALUE);
        out.put(item.key);
        out.put(' ');
        out.putNumber(Integer.toUnsignedLong(item.flags));
        out.put(' ');
        out.putNumber(item.valueLength());
        if (withCas) {
            out.put(' ');
            out.putNumber(item.cas);
        }
        out.put('\r');
        out.put('\n');
        out.putValue(item.value, item.value.length);
    }
}
