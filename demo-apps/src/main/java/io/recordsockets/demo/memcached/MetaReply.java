package io.recordsockets.demo.memcached;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes the lines that answer meta commands. */
final class MetaReply {
    static final byte[] DONE = code("HD");
    static final byte[] NOT_STORED = code("NS");
    static final byte[] EXISTS = code("EX");
    static final byte[] NOT_FOUND = code("NF");
    static final byte[] MISS = code("EN");
    static final byte[] VALUE = code("VA ");

    private final Output out;

    MetaReply(Output out) {
        this.out = out;
    }

    private static byte[] code(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins a line with a code and, where the value is wanted, with its length. */
    void begin(boolean withValue, int valueLength) {
        out.put(withValue ? VALUE : DONE);
        if (withValue) {
            out.putNumber(valueLength);
        }
    }

    void number(char flag, long unsigned) {
        flag(flag);
        out.putNumber(unsigned);
    }

    void flag(char flag) {
        out.put(' ');
        out.put(flag);
    }

    void timeToLive(long seconds) {
        flag('t');
        if (seconds < 0) {
            out.put('-');
            out.put('1');
        } else {
            out.putNumber(seconds);
        }
    }

    void token(Tokens tokens, int index) {
        out.put(' ');
        out.put(tokens.line(), tokens.offset(index), tokens.length(index));
    }

    void key(byte[] bytes, int offset, int length, boolean binary) {
        flag('k');
        putKey(bytes, offset, length, binary);
        if (binary) {
            flag('b');
        }
    }

    void putKey(byte[] bytes, int offset, int length, boolean binary) {
        if (binary) {
            byte[] key = new byte[length];
            System.arraycopy(bytes, offset, key, 0, length);
            out.put(Base64.getEncoder().encode(key));
        } else {
            out.put(bytes, offset, length);
        }
    }

    void end() {
        out.put('\r');
        out.put('\n');
    }

    /** A whole line: a code, and of the flags only those that repeat what the client sent. */
    void line(byte[] code, Tokens tokens, MetaFlags flags) {
        out.put(code);
        echo(tokens, flags);
        end();
    }

    private void echo(Tokens tokens, MetaFlags flags) {
        for (int i = 2; i < tokens.count(); i++) {
            byte flag = tokens.first(i);
            if (flag == 'O') {
                token(tokens, i);
            } else if (flag == 'k') {
                key(flags.keyBytes, flags.keyOffset, flags.keyLength, flags.binaryKey);
            }
        }
    }
}
