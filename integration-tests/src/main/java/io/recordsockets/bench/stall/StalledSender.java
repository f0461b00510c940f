package io.recordsockets.bench.stall;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Sends one record after the other to all receivers that have connected, in the way that its argument names.
 *
 * <p>Arguments: {@code plain-heap|plain-direct|netty-heap|netty-direct|records PORT}. Prints {@code ready}, and obeys a line
 * each:
 *
 * <pre>
 * open RECEIVERS SNDBUF    waits for the receivers; SO_SNDBUF, or 0 for the kernel's own; answers "opened"
 * broadcast BYTES SEED     answers "sent CRC" when each receiver has been offered a record of random bytes
 * memory                   collects garbage; answers "memory HEAP_BYTES DIRECT_BYTES"
 * close                    disconnects the receivers; answers "closed"
 * </pre>
 */
public final class StalledSender {
    private final Side side;

    private StalledSender(Side side) {
        this.side = side;
    }

    /** Sends until the control pipe ends. */
    public static void main(String[] args) throws IOException {
        Side side =
                switch (args[0]) {
                    case "plain-heap" -> new NioSide(false);
                    case "plain-direct" -> new NioSide(true);
                    case "netty-heap" -> new NettySide(false);
                    case "netty-direct" -> new NettySide(true);
                    case "records" -> new RecordsSide();
                    default -> throw new IllegalArgumentException("unknown side: side=" + args[0]);
                };
        side.listen(Integer.parseInt(args[1]));
        System.out.println("ready");
        Commands.obey(new StalledSender(side)::handle);
    }

    private void handle(String[] words) throws IOException, InterruptedException {
        switch (words[0]) {
            case "open" -> {
                side.accept(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                System.out.println("opened");
            }
            case "broadcast" -> {
                byte[] record = new byte[Integer.parseInt(words[1])];
                new Random(Long.parseLong(words[2])).nextBytes(record);
                CRC32 crc = new CRC32();
                crc.update(record);
                side.broadcast(record);
                System.out.println("sent " + crc.getValue());
            }
            case "memory" -> System.out.println("memory " + heapBytes() + " " + directBytes());
            case "close" -> {
                side.disconnect();
                System.out.println("closed");
            }
            default ->
                throw new IOException("unknown command: name=" + words[0] + "; known: open, broadcast, memory, close");
        }
    }

    private static long heapBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Of the JDK's buffers; a framework may have memory of its own beside. */
    private static long directBytes() {
        long sum = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                sum += pool.getMemoryUsed();
            }
        }
        return sum;
    }
}
