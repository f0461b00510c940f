package io.recordsockets.it.program;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Length and hash of a stream. One thread. */
final class StreamDigest {
    private final MessageDigest digest;
    private long length;

    StreamDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rest of the buffer, whose position stays. */
    void add(ByteBuffer bytes) {
        length += bytes.remaining();
        digest.update(bytes.duplicate());
    }

    void add(byte[] bytes, int offset, int count) {
        length += count;
        digest.update(bytes, offset, count);
    }

    /** Ends the digest. */
    @Override
    public String toString() {
        return length + " bytes " + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
