package io.recordsockets.bench.fanout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Plain NIO as it is usually written: one write call for each record and receiver; what a socket does not take is queued and
 * written when the selector says so. The records are in direct buffers that are used again, so that nothing is allocated
 * where every write is whole.
 */
final class PlainSide implements Side {
    private static final long WAIT_MS = 1;

    private final NioReceivers receivers = new NioReceivers();
    private ByteBuffer[] ring;
    private int next;

    PlainSide() throws IOException {}

    @Override
    public void listen(int port) throws IOException {
        receivers.listen(port);
    }

    @Override
    public void accept(int count) throws IOException {
        receivers.accept(count);
    }

    @Override
    public void prepare(int recordBytes, int window) {
        next = 0;
        ring = new ByteBuffer[window + 1];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = ByteBuffer.allocateDirect(recordBytes);
        }
    }

    @Override
    public void send(ByteBuffer record) throws IOException {
        ByteBuffer buffer = ring[next];
        next = (next + 1) % ring.length;
        buffer.clear().put(record).flip();
        int length = buffer.limit();
        for (NioReceivers.Receiver receiver : receivers.all()) {
            if (receiver.queue.isEmpty()) {
                receiver.channel.write(buffer.position(0));
            } else {
                buffer.position(0);
            }
            if (buffer.position() < length) {
                receivers.enqueue(receiver, buffer.duplicate());
            }
        }
    }

    @Override
    public void idle() throws IOException {
        if (receivers.blocked() == 0) {
            LockSupport.parkNanos(PAUSE_NS);
            return;
        }
        receivers.selector().select(WAIT_MS);
        receivers.writeSelected();
    }

    @Override
    public void disconnect() throws IOException {
        receivers.disconnect();
    }
}
