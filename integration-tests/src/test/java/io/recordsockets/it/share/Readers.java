package io.recordsockets.it.share;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The thread that reads for all {@link Receiver}s of this JVM, once a millisecond. */
final class Readers {
    static final Readers SHARED = new Readers();

    private final Selector selector;
    private final List<Receiver> receivers = new CopyOnWriteArrayList<>();

    private final Queue<Receiver> added = new ConcurrentLinkedQueue<>();

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);

    private Readers() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::loop, "readers");
        thread.setDaemon(true);
        thread.start();
    }

    void add(Receiver receiver) {
        receivers.add(receiver);
        added.add(receiver);
    }

    void remove(Receiver receiver) {
        receivers.remove(receiver);
        // The descriptor is closed once the key is gone.
        selector.wakeup();
    }

    private void loop() {
        while (true) {
            try {
                for (Receiver next = added.poll(); next != null; next = added.poll()) {
                    next.channel.register(selector, 0, next);
                }
                for (Receiver receiver : receivers) {
                    SelectionKey key = receiver.channel.keyFor(selector);
                    if (key != null && key.isValid()) {
                        key.interestOps(
                                receiver.pace() == Receiver.Pace.STALLED || receiver.end() != null
                                        ? 0
                                        : SelectionKey.OP_READ);
                    }
                }
                selector.select(1);
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Receiver) key.attachment()).read(buffer);
                }
                selector.selectedKeys().clear();
                Thread.sleep(1);
            } catch (CancelledKeyException | ClosedChannelException e) {
                // Closed by the test; its key goes with the next select.
                selector.selectedKeys().clear();
            } catch (IOException | InterruptedException e) {
                e.printStackTrace();
                return;
            }
        }
    }
}
