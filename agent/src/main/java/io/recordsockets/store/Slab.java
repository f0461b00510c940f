package io.recordsockets.store;

import io.recordsockets.os.UninterruptibleFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * A memory file without a name, which regions are appended to. What was written stays as it is until every region has gone;
 * then the file is truncated, which leaves the pages to the sockets that still queue them, and is written anew from its start.
 *
 * <p>The mapping is read only where {@link #write} has succeeded and a region is alive, so it never meets the end of the file.
 * Writes go through the file: to write a mapping of a full file system would be a SIGBUS.
 *
 * <p><b>A page that cannot be had</b> while the mapping is read: it was written before, so it is in memory or on swap. Where the
 * memory limit of a container is reached, the kernel makes room or ends a process, as for any memory of this JVM; there is no
 * SIGBUS for that. There is one where swap cannot be read, or memory is broken: then the heap, and all else that is read, is
 * lost in the same way. So the comparison is no new way to fail, and is not guarded: to read the file into a buffer first would
 * cost each comparison a copy.
 *
 * <p><b>Threading:</b> {@link SharedStore} guards what is appended and what is alive; writes and reads of different regions go
 * side by side.
 */
final class Slab {
    /** On any other a write could wait for a disk, on the application's thread. */
    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

    private static final SecureRandom NAMES = new SecureRandom();
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final FileChannel file;
    private final MappedByteBuffer mapping;
    private final int capacity;

    // -- Guarded by the store

    /** Bytes appended. */
    int position;

    /** Regions that are alive. */
    int live;

    // -- End of fields guarded by the store

    private Slab(FileChannel file, int capacity) throws IOException {
        this.file = file;
        this.capacity = capacity;
        this.mapping = file.map(FileChannel.MapMode.READ_ONLY, 0, capacity);
    }

    /** Makes a file that nobody else can open, and whose memory goes with this process, however that ends. */
    static Slab open(Path directory, int capacity) throws IOException {
        String type = Files.getFileStore(directory).type();
        if (!MEMORY.contains(type)) {
            throw new IOException("not a memory file system, directory=" + directory + ", type=" + type);
        }
        Path path = directory.resolve(
                "record-sockets-" + ProcessHandle.current().pid() + '-' + Long.toHexString(NAMES.nextLong()));
        FileChannel file = FileChannel.open(
                path, OPTIONS, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        boolean opened = false;
        try {
            Files.delete(path);
            if (!UninterruptibleFile.set(file)) {
                throw new IOException("interrupts cannot be ignored, file=" + path);
            }
            Slab slab = new Slab(file, capacity);
            opened = true;
            return slab;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    int capacity() {
        return capacity;
    }

    FileChannel file() {
        return file;
    }

    /** Writes the remaining bytes at a position that was appended for them; they may be partly there when this fails. */
    void write(ByteBuffer src, int at) throws IOException {
        for (long position = at; src.hasRemaining(); ) {
            position += file.write(src, position);
        }
    }

    /** Whether the bytes at the position are those that remain in {@code bytes}. */
    boolean holds(int at, ByteBuffer bytes) {
        return mapping.slice(at, bytes.remaining()).mismatch(bytes) < 0;
    }

    /** Gives the pages back. Nobody reads or writes. */
    void truncate() throws IOException {
        file.truncate(0);
    }

    /** Gives the file back, and with the mapping's end its pages. Nobody reads or writes. */
    void close() throws IOException {
        file.close();
    }
}
