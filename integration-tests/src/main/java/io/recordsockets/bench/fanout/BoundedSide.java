package io.recordsockets.bench.fanout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Plain NIO that survives receivers which have stopped reading: one write call for each record and receiver; what a socket
 * does not take is queued by reference, a few records at most, and a record for which there is no room is dropped for that
 * receiver. Each record is a new array on the heap, since a queue may keep it for ever.
 */
final class BoundedSide implements Side {
    /** More than a receiver that keeps up can be behind in a benchmark: records are dropped for the others alone. */
    private static final int QUEUE_RECORDS = 4;

    private final NioReceivers receivers = new NioReceivers();

    BoundedSide() throws IOException {}

    @Override
    public void listen(int port) throws IOException {
        receivers.listen(port);
    }

    @Override
    public void accept(int count) throws IOException {
        receivers.accept(count);
    }

    @Override
    public void send(ByteBuffer record) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(record.remaining()).put(record).flip();
        for (NioReceivers.Receiver receiver : receivers.all()) {
            if (receiver.queue.size() < QUEUE_RECORDS) {
                send(receiver, bytes.duplicate());
            }
        }
    }

    private void send(NioReceivers.Receiver receiver, ByteBuffer mine) throws IOException {
        if (receiver.queue.isEmpty()) {
            receiver.channel.write(mine);
        }
        if (mine.hasRemaining()) {
            receivers.enqueue(receiver, mine);
        }
    }

    @Override
    public void idle() throws IOException {
        if (receivers.selector().selectNow() == 0) {
            LockSupport.parkNanos(PAUSE_NS);
        }
        receivers.writeSelected();
    }

    @Override
    public void disconnect() throws IOException {
        receivers.disconnect();
    }
}
