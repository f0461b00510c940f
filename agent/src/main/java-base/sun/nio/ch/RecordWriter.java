package sun.nio.ch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.Objects;

/**
 * The application's own writes to a channel that an engine has joined, or had. A joined channel is in non-blocking mode, so that
 * none of them waits.
 *
 * <p><b>Threading:</b> any thread.
 */
final class RecordWriter {
    private final RecordSendingChannelImpl channel;
    private final RecordOutput output;

    RecordWriter(RecordSendingChannelImpl channel, RecordOutput output) {
        this.channel = channel;
        this.output = output;
    }

    int write(ByteBuffer src) throws IOException {
        Objects.requireNonNull(src);
        RecordOutbound engine = output.engine();
        if (engine == null) {
            return channel.kernelWrite(src);
        }
        ensureWritable();
        return engine.write(src);
    }

    long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, srcs.length);
        RecordOutbound engine = output.engine();
        if (engine == null) {
            return channel.kernelWrite(srcs, offset, length);
        }
        ensureWritable();
        return engine.write(srcs, offset, length);
    }

    /** As in the JDK, whose channels say of a shutdown that it was asynchronous, whoever made it. */
    private void ensureWritable() throws IOException {
        channel.ensureOpen();
        if (!channel.isOutputOpen()) {
            throw new AsynchronousCloseException();
        }
    }
}
