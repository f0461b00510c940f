package io.recordsockets.outbound.payload;

import io.recordsockets.monitor.Log;
import io.recordsockets.os.UninterruptibleFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A record that is a region of a file, and is sent from the page cache. */
public final class FilePayload extends Payload {
    /** Bytes that are kept to check records by: enough for the header of any framing with lengths. */
    private static final int HEAD = 512;

    private final FileChannel file;
    private final long position;
    private final Path path;
    private final boolean withstandsInterrupts;

    /** Read when the file is opened: a send must not wait for a disk. */
    private final ByteBuffer head;

    private FilePayload(
            FileChannel file, Path path, long position, long length, boolean withstandsInterrupts, ByteBuffer head) {
        super(length);
        this.head = head;
        this.file = file;
        this.path = path;
        this.position = position;
        this.withstandsInterrupts = withstandsInterrupts;
    }

    public static FilePayload open(Path path, long position, long length) throws IOException {
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
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(length, HEAD));
        try {
            file.read(head, position);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
        return new FilePayload(file, path, position, length, withstandsInterrupts, head.flip());
    }

    @Override
    public ByteBuffer head() {
        return head.duplicate();
    }

    /**
     * Whether an interrupt leaves the file open. Where not, a thread that is interrupted while it sends closes the file under
     * every other receiver, so no thread of the application's may.
     */
    public boolean withstandsInterrupts() {
        return withstandsInterrupts;
    }

    /**
     * Writes from {@code offset} on; answers how many bytes the socket took. A record does not begin where the file does not have
     * all of it.
     *
     * @throws RecordFaultException if it is the file that fails, with nothing written
     */
    public long write(FileSink sink, long offset) throws IOException {
        if (offset == 0) {
            checkWhole();
        }
        long n;
        try {
            n = sink.write(file, position + offset, length() - offset);
        } catch (IOException | OutOfMemoryError e) {
            checkReadable(offset, e);
            throw e;
        }
        if (n == 0) {
            // Else the socket is full, or the next write finds out: what has left is told first.
            checkWhole();
        }
        return n;
    }

    private void checkWhole() throws RecordFaultException {
        long size;
        try {
            size = file.size();
        } catch (IOException e) {
            throw fault("the file cannot be read", e);
        }
        if (size < position + length()) {
            throw fault("the file has shrunk, size=" + size + ", needed=" + (position + length()), null);
        }
    }

    /** One call reads the file and writes to the socket; which of them has failed is asked of the file. */
    private void checkReadable(long offset, Throwable failed) throws RecordFaultException {
        if (failed instanceof OutOfMemoryError) {
            throw fault("no memory to send with", failed);
        }
        int n;
        try {
            n = file.read(ByteBuffer.allocate(1), position + offset);
        } catch (IOException e) {
            throw fault("the file cannot be read", failed);
        }
        if (n < 0) {
            throw fault("the file has shrunk", failed);
        }
    }

    private RecordFaultException fault(String what, Throwable cause) {
        return new RecordFaultException(what + ", file=" + path, cause);
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
