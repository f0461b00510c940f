package io.recordsockets.it.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSender;
import io.recordsockets.RecordState;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SocketPolicy;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;

/** A connection that stands still inside its first record. */
final class Plugged implements Closeable {
    final Wire wire;
    final SendReceipt plug;
    final long plugNumber = Frame.number();

    Plugged(SocketPolicy policy) throws IOException {
        wire = Wire.stalled(Wire.Kind.NON_BLOCKING);
        // Kernel buffers are filled, so that how much is left does not change any more.
        wire.socket.policy(Wire.PATIENT.withLimits(64L << 20, 1000).withKernelBytes(0));
        try (RecordHandle handle = Frame.handle(plugNumber, QueueModel.PLUG_BYTES)) {
            plug = wire.socket.sendTracked(handle, SendOptions.DEFAULT);
        }
        Await.until(() -> plug.state(0) == RecordState.STARTED, "the plug begins");
        awaitNoChange(5);
        wire.socket.policy(policy);
    }

    /** For tests that count bytes: waits until late acknowledgements and window probes free no more memory of the kernel's. */
    void awaitStandstill() {
        awaitNoChange(300);
    }

    private void awaitNoChange(long ms) {
        long left;
        do {
            left = wire.socket.backlog().bytes();
            Await.sleep(ms);
        } while (left != wire.socket.backlog().bytes());
    }

    Plugged() throws IOException {
        this(Wire.PATIENT);
    }

    /** A record on its way, with its number. */
    record Sent(long number, SendReceipt receipt) {
        RecordState state() {
            return receipt.state(0);
        }

        void expectFailed() {
            assertEquals(RecordState.FAILED, state());
            assertNotNull(receipt.cause(0), "cause of a failed record");
        }
    }

    Sent send(int length, SendOptions options) {
        return send(wire.socket, length, options);
    }

    static Sent send(RecordSender to, int length, SendOptions options) {
        long number = Frame.number();
        try (RecordHandle handle = Frame.handle(number, length)) {
            return new Sent(number, to.sendTracked(handle, options));
        }
    }

    /** Lets it go on, and expects the plug and then exactly these. */
    void expect(List<Sent> sent) {
        wire.far.resume();
        wire.socket.close();
        wire.far.awaitEnd();
        wire.far.verify();
        assertEquals(
                sent.stream().map(Sent::number).toList(),
                LongStream.of(wire.far.numbers()).skip(1).boxed().toList());
        sent.forEach(one -> assertEquals(RecordState.SENT, one.state()));
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
