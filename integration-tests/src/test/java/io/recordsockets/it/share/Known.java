package io.recordsockets.it.share;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes that several connections, whose receivers do not read, have written just now: the next write of them is shared. */
final class Known implements Closeable {
    final byte[] bytes;
    private final Broadcaster others = new Broadcaster();

    Known(byte[] bytes) throws IOException {
        this.bytes = bytes;
        for (int i = 0; i < 3; i++) {
            others.connect(Receiver.Pace.STALLED, 0);
        }
        write();
    }

    /** Once more, as a broadcast that goes on. */
    void write() {
        for (Broadcaster.Out out : others.outs) {
            out.send(ByteBuffer.wrap(bytes));
        }
    }

    /** The bytes in a buffer of their own. */
    ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Writes until the kernel takes no more; how many bytes it took. */
    long fill(SocketChannel channel) throws IOException {
        long all = 0;
        ByteBuffer buffer = buffer();
        while (true) {
            long n = channel.write(buffer);
            all += n;
            if (buffer.hasRemaining()) {
                // What the kernel frees while it sends, it takes at once.
                if (n == 0) {
                    return all;
                }
            } else {
                buffer.clear();
            }
        }
    }

    @Override
    public void close() throws IOException {
        others.close();
    }
}
