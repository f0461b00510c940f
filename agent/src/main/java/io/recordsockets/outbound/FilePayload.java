package io.recordsockets.outbound;

import io.recordsockets.monitor.Log;
import io.recordsockets.os.UninterruptibleFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A record that is a region of a file, and is sent from the page cache. */
final class FilePayload extends Payload {
    private final FileChannel file;
    private final long position;
    private final Path path;
    private final boolean withstandsInterrupts;

    private FilePayload(FileChannel file, Path path, long position, long length, boolean withstandsInterrupts) {
        super(length);
        this.file = file;
        this.path = path;
        this.position = position;
        this.withstandsInterrupts = withstandsInterrupts;
    }

    static FilePayload open(Path path, long position, long length) throws IOException {
        if (position < 0 || length <= 0) {
            throw new IllegalArgumentException(
                    "not a region of a file, position=" + position + ", length=" + length + ", file=" + path);
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        boolean withstandsInterrupts = UninterruptibleFile.set(file);
        long size = file.size();
        if (position > size - length) {
            file.close();
            throw new IllegalArgumentException("the file does not have the region, position=" + position + ", length="
                    + length + ", size=" + size + ", file=" + path);
        }
        return new FilePayload(file, path, position, length, withstandsInterrupts);
    }

    /**
     * Whether an interrupt leaves the file open. Where not, a thread that is interrupted while it sends closes the file under
     * every other receiver, so no thread of the application's may.
     */
    boolean withstandsInterrupts() {
        return withstandsInterrupts;
    }

    /** Writes from {@code offset} on; answers how many bytes the socket took. */
    long write(Transport transport, long offset) throws IOException {
        long left = length() - offset;
        long n = transport.write(file, position + offset, left);
        if (n < left && file.size() < position + length()) {
            throw new IOException("the file has shrunk, size=" + file.size() + ", needed=" + (position + length())
                    + ", file=" + path);
        }
        return n;
    }

    @Override
    void free() {
        try {
            file.close();
        } catch (IOException e) {
            Log.log().warn("closing a file that was sent from failed, file={}", path, e);
        }
    }
}
