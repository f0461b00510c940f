package io.recordsockets.demo.broadcast;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.SplittableRandom;

/**
 * The content of blocks: of a file, one stretch after the other and again from its beginning; or generated.
 *
 * <p><b>Threading:</b> one thread.
 */
final class BlockSource implements Closeable {
    private final ByteBuffer block;

    /** Null where blocks are generated. */
    private final FileChannel file;

    private long position;

    BlockSource(Workload workload) throws IOException {
        file = workload.file() == null ? null : FileChannel.open(workload.file());
        long bytes = file == null ? workload.blockBytes() : Math.min(workload.blockBytes(), file.size());
        block = ByteBuffer.allocateDirect((int) bytes);
        SplittableRandom random = new SplittableRandom(1);
        while (file == null && block.hasRemaining()) {
            block.put((byte) random.nextInt());
        }
    }

    /** The content of the block with this number; valid until the next call. */
    ByteBuffer next(long id) throws IOException {
        block.clear();
        if (file == null) {
            // Enough that no two blocks are the same.
            block.putLong(0, id);
            return block;
        }
        if (position + block.capacity() > file.size()) {
            position = 0;
        }
        while (block.hasRemaining()) {
            int count = file.read(block, position);
            if (count < 0) {
                throw new EOFException("the file has become shorter: position=" + position);
            }
            position += count;
        }
        return block.flip();
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
