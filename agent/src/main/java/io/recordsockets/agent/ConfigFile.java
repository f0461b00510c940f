package io.recordsockets.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the rule file. With {@code java.io}, which is loaded already when an agent starts. */
final class ConfigFile {
    /** Longer files are refused: 1 MiB, in bytes. */
    static final int MAX_LENGTH = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private ConfigFile() {}

    /**
     * The text of the file.
     *
     * @throws IOException where it cannot be read; the message goes to the operator
     */
    static String read(File file) throws IOException {
        if (!file.exists()) {
            throw unreadable(file, "no such file, or a folder on the way to it may not be entered");
        }
        if (!file.isFile()) {
            // opening a pipe would block the start of the application
            throw unreadable(file, file.isDirectory() ? "it is a folder" : "not a regular file");
        }
        byte[] bytes;
        try (InputStream in = new FileInputStream(file)) {
            bytes = readUpTo(in, MAX_LENGTH + 1);
        } catch (IOException e) {
            throw unreadable(file, e.getMessage());
        }
        if (bytes.length > MAX_LENGTH) {
            throw unreadable(file, "longer than " + MAX_LENGTH + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw unreadable(file, "not UTF-8");
        }
    }

    private static byte[] readUpTo(InputStream in, int most) throws IOException {
        byte[] bytes = new byte[8192];
        int length = 0;
        int n;
        while (length < most && (n = in.read(bytes, length, Math.min(bytes.length, most) - length)) > 0) {
            length += n;
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static IOException unreadable(File file, String cause) {
        return new IOException("config file not readable, file=" + file + ", cause=" + cause
                + ", give a UTF-8 file of rules and options");
    }
}
