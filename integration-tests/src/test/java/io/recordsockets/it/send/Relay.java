package io.recordsockets.it.send;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;

/** A bad link in one direction: cuts into random pieces, delays, stalls, and at last may reset. One thread. */
final class Relay implements Closeable {
    /** What is worst about it. */
    enum Fault {
        CUTS,
        DELAYS,
        STALLS,
        RESETS
    }

    private final ServerSocketChannel listener =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final SocketChannel in;
    private final SocketChannel out;
    private final Random random;
    private volatile boolean open = true;

    /** The end that the record socket is made of. */
    final SocketChannel near;

    final FarEnd far;

    final Fault fault;

    /** What it has handed on; its thread's, and of others once it ended. */
    private long relayed;

    Relay(Fault fault, Random random) throws IOException {
        this.fault = fault;
        this.random = new Random(random.nextLong());
        // The accepted channel is the one that rules match.
        SocketChannel[] pair = Wire.pair(Wire.Kind.NON_BLOCKING, random.nextBoolean() ? 32 << 10 : Wire.USUAL);
        near = pair[0];
        in = pair[1];
        SocketChannel last = SocketChannel.open(listener.getLocalAddress());
        out = listener.accept();
        far = new FarEnd(last);
        Thread thread = new Thread(this::relay, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void relay() {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        long resetAt = 50_000 + random.nextInt(3_000_000);
        try {
            while (open) {
                buffer.clear().limit(1 + (random.nextInt(10) == 0 ? random.nextInt(20) : random.nextInt(64 << 10)));
                int n = in.read(buffer);
                if (n < 0) {
                    out.shutdownOutput();
                    return;
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    relayed += out.write(buffer);
                }
                pause();
                if (fault == Fault.RESETS && relayed > resetAt) {
                    reset();
                    return;
                }
            }
        } catch (IOException e) {
            // The record socket's end went away, as it may.
            open = false;
        }
    }

    private void pause() {
        int dice = random.nextInt(100);
        if (fault == Fault.DELAYS && dice < 30) {
            Await.sleep(1 + random.nextInt(3));
        } else if (fault == Fault.STALLS && dice < 2) {
            Await.sleep(100 + random.nextInt(200));
        }
    }

    /** Both sides; what the receiver has not read is lost. */
    private void reset() throws IOException {
        in.setOption(StandardSocketOptions.SO_LINGER, 0);
        in.close();
        out.close();
    }

    @Override
    public void close() throws IOException {
        open = false;
        in.close();
        out.close();
        far.close();
        listener.close();
    }
}
