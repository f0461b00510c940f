package io.recordsockets.demo.memcached;

import java.util.Base64;

/** The key and the flags of one meta command, checked. Used again for every command. */
final class MetaFlags {
    static final byte[] BAD_OPAQUE = Replies.line("CLIENT_ERROR opaque token too long");

    private static final byte[] DUPLICATE = Replies.line("CLIENT_ERROR duplicate flag");
    private static final byte[] INVALID = Replies.line("CLIENT_ERROR invalid flag");
    private static final byte[] BAD_KEY = Replies.line("CLIENT_ERROR error decoding key");
    private static final byte[] BAD_TOKEN = Replies.line("CLIENT_ERROR bad token in command line format");
    private static final byte[] BAD_MODE_LENGTH = Replies.line("CLIENT_ERROR incorrect length for M token");
    private static final byte[] BAD_INITIAL = Replies.line("CLIENT_ERROR invalid numeric initial value");
    private static final byte[] BAD_DELTA = Replies.line("CLIENT_ERROR invalid numeric delta value");

    private static final int MAX_OPAQUE_LENGTH = 32;
    private static final String KNOWN = "bcCDEfFhIJklLMNOPqRstTuvx";

    /** Where the key is: in the command line, or decoded. */
    byte[] keyBytes;

    int keyOffset;
    int keyLength;

    boolean binaryKey;
    boolean quiet;
    boolean wantsValue;
    boolean invalidate;
    boolean noBump;
    boolean emptyValue;
    boolean hasCas;
    long cas;
    /** The CAS value to be given to the item, 0 for the next in line. */
    long newCas;

    boolean hasTtl;
    long ttl;
    boolean vivify;
    long vivifyTtl;
    long recacheTtl;
    int clientFlags;
    /** The letter behind M, 0 if there is none. */
    char mode;

    long delta;
    long initial;

    private long seenLow;
    private long seenHigh;

    /**
     * Reads the flags.
     *
     * @param first index of the first flag
     * @return null, or the error line to answer
     */
    byte[] parse(Tokens tokens, int first) {
        clear();
        keyBytes = tokens.line();
        keyOffset = tokens.offset(1);
        keyLength = tokens.length(1);
        for (int i = first; i < tokens.count(); i++) {
            int flag = tokens.first(i);
            if (flag < 0 || wasSeen(flag)) {
                return DUPLICATE;
            }
            if (KNOWN.indexOf(flag) < 0) {
                return INVALID;
            }
            byte[] error = Character.isUpperCase(flag) ? argument(flag, tokens, i) : plain(flag);
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private void clear() {
        binaryKey = false;
        quiet = false;
        wantsValue = false;
        invalidate = false;
        noBump = false;
        emptyValue = false;
        hasCas = false;
        cas = 0;
        newCas = 0;
        hasTtl = false;
        ttl = 0;
        vivify = false;
        vivifyTtl = 0;
        recacheTtl = 0;
        clientFlags = 0;
        mode = 0;
        delta = 1;
        initial = 0;
        seenLow = 0;
        seenHigh = 0;
    }

    private boolean wasSeen(int flag) {
        long bit = 1L << flag;
        boolean seen = ((flag < Long.SIZE ? seenLow : seenHigh) & bit) != 0;
        if (flag < Long.SIZE) {
            seenLow |= bit;
        } else {
            seenHigh |= bit;
        }
        return seen;
    }

    private byte[] plain(int flag) {
        switch (flag) {
            case 'b':
                return decodeKey();
            case 'q':
                quiet = true;
                return null;
            case 'v':
                wantsValue = true;
                return null;
            case 'u':
                noBump = true;
                return null;
            case 'x':
                emptyValue = true;
                return null;
            default:
                return null;
        }
    }

    private byte[] decodeKey() {
        binaryKey = true;
        byte[] encoded = new byte[keyLength];
        System.arraycopy(keyBytes, keyOffset, encoded, 0, keyLength);
        try {
            keyBytes = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return BAD_KEY;
        }
        keyOffset = 0;
        keyLength = keyBytes.length;
        return keyLength == 0 ? BAD_KEY : null;
    }

    private byte[] argument(int flag, Tokens tokens, int i) {
        switch (flag) {
            case 'I':
                invalidate = true;
                return null;
            case 'O':
                return tokens.length(i) > MAX_OPAQUE_LENGTH ? BAD_OPAQUE : null;
            case 'M':
                mode = (char) tokens.line()[tokens.offset(i) + tokens.length(i) - 1];
                return tokens.length(i) == 2 ? null : BAD_MODE_LENGTH;
            case 'N':
            case 'T':
            case 'R':
                return time(flag, tokens, i);
            case 'F':
                clientFlags = (int) tokens.unsigned(i, 1);
                return tokens.isUnsignedInt(i, 1) ? null : Replies.BAD_FORMAT;
            case 'C':
                hasCas = true;
                cas = tokens.unsigned(i, 1);
                return tokens.isUnsigned(i, 1) ? null : BAD_TOKEN;
            case 'E':
                newCas = tokens.unsigned(i, 1);
                return tokens.isUnsigned(i, 1) ? null : BAD_TOKEN;
            case 'J':
                initial = tokens.unsigned(i, 1);
                return tokens.isUnsigned(i, 1) ? null : BAD_INITIAL;
            case 'D':
                delta = tokens.unsigned(i, 1);
                return tokens.isUnsigned(i, 1) ? null : BAD_DELTA;
            default:
                return null;
        }
    }

    private byte[] time(int flag, Tokens tokens, int i) {
        if (!tokens.isSigned(i, 1)) {
            return BAD_TOKEN;
        }
        long seconds = tokens.signed(i, 1);
        if (flag == 'N') {
            vivify = true;
            vivifyTtl = seconds;
        } else if (flag == 'T') {
            hasTtl = true;
            ttl = seconds;
        } else {
            recacheTtl = seconds;
        }
        return null;
    }
}
