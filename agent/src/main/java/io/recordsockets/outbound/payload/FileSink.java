package io.recordsockets.outbound.payload;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Takes bytes from a file without a copy in this process, as a socket does. */
public interface FileSink {
    /**
     * As {@link FileChannel#transferTo}.
     *
     * @return how many bytes it took; 0 where it is full
     */
    long write(FileChannel file, long position, long count) throws IOException;
}
