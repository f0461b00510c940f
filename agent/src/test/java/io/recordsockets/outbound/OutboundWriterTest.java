package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.SendOptions;
import io.recordsockets.outbound.payload.MemoryPayload;
import io.recordsockets.outbound.payload.Payload;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Entry;
import io.recordsockets.outbound.queue.EntryState;
import io.recordsockets.outbound.queue.OutboundQueue;
import io.recordsockets.outbound.queue.QueueRig;
import io.recordsockets.outbound.write.OutboundWriter;
import io.recordsockets.outbound.write.SharedRecords;
import io.recordsockets.outbound.write.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Filling and settling batches from a queue, by explicit clock values; the bundles have a second receiver, too. */
class OutboundWriterTest {
    private static final int URGENCY = 4;

    private final QueueRig rig = new QueueRig();
    private final OutboundQueue queue = rig.queue;
    private final OutboundWriter writer = new OutboundWriter(queue, new SharedRecords(() -> null));
    private final WriteBatch batch = new WriteBatch();
    private final Connection[] receivers = new Connection[2];

    private Delivery bundled(Bundle bundle, String text) {
        Payload payload = new MemoryPayload(ByteBuffer.wrap(text.getBytes()), null);
        Delivery delivery = new Delivery(payload, SendOptions.ofUrgency(URGENCY), receivers, null, rig.nowNs, true);
        assertTrue(bundle == null || bundle.add(delivery));
        return delivery;
    }

    private Bundle bundle(Delivery first) {
        Bundle bundle = new Bundle(first);
        queue.add(bundle, 0, rig.nowNs);
        return bundle;
    }

    private boolean fill() {
        return writer.fill(batch, false, true, rig.nowNs, QueueRig.MAX_WAIT_NS);
    }

    @Test
    void theRestOfABundleHasNotWaitedSinceItsFirstRecordsLeft() {
        Bundle bundle = bundle(bundled(null, "aaaa"));
        Delivery rest = bundled(bundle, "bbbb");
        rig.nowNs = 2 * QueueRig.MAX_WAIT_NS;
        rig.add("urgent", 0);
        assertTrue(fill());
        assertEquals(bundle, batch.entry(0), "its urgency has starved");
        writer.settle(batch, 4, rig.nowNs);
        assertEquals(EntryState.QUEUED, rest.at(0));
        assertEquals(EntryState.UNOFFERED, rest.at(1));
        assertEquals(0, queue.poll(rig.nowNs, QueueRig.MAX_WAIT_NS), "it has been served");
    }

    @Test
    void theRestOfABundleKeepsItsPlaceBeforeLaterOnes() {
        Bundle bundle = bundle(bundled(null, "aaaa"));
        bundled(bundle, "bbbb");
        rig.add("c", URGENCY);
        assertTrue(fill());
        assertEquals(9, batch.planned());
        writer.settle(batch, 0, rig.nowNs);
        assertTrue(fill());
        assertEquals(bundle, batch.entry(0), "nothing of it has left");
        writer.settle(batch, 6, rig.nowNs);
        assertEquals(2, writer.begunLeft());
        assertTrue(fill());
        assertEquals(3, batch.planned());
        writer.settle(batch, 3, rig.nowNs);
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
        assertEquals(3, queue.ended(EntryState.SENT));
    }

    @Test
    void theBytesOfABundleAreCopiedOnceForOneReceiverAfterTheOther() throws IOException {
        byte[] bytes = "first".getBytes();
        Delivery delivery = new Delivery(
                new MemoryPayload(ByteBuffer.wrap(bytes), null), SendOptions.DEFAULT, receivers, null, 0, false);
        Bundle bundle = new Bundle(delivery);
        bundle.seal();
        assertEquals("first", write(bundle, 0));
        // Nobody is to do that: here it shows which bytes are written.
        bytes[0] = 'F';
        assertEquals("first", write(bundle, 1));
        assertEquals("other", write(bundled(null, "other"), 0));
        assertEquals("First", write(bundle, 1));
    }

    @Test
    void aCopyThatFailedIsNotTakenForABundle() throws IOException {
        Bundle bundle = new Bundle(bundled(null, "whole"));
        bundle.seal();
        assertEquals("whole", write(bundle, 0));
        Bundle broken = new Bundle(bundled(null, "bro"));
        Delivery gone = bundled(null, "ken");
        assertTrue(broken.add(gone));
        broken.seal();
        gone.endWithBundle(2);
        assertThrows(NullPointerException.class, () -> write(broken, 0));
        assertEquals("whole", write(bundle, 1));
    }

    /** What a batch with this entry alone writes. */
    private String write(Entry entry, int index) throws IOException {
        FakeTransport transport = new FakeTransport(new FakeSelector(true), FakeTransport.ENDLESS);
        batch.reset();
        batch.add(entry, index, URGENCY, 0, 0, new SharedRecords(() -> null));
        assertEquals(entry.length(), batch.write(transport));
        return transport.text();
    }

    @Test
    void whatIsInABatchThatCannotBeSettledFails() {
        Delivery single = rig.add("single", URGENCY);
        Bundle bundle = bundle(bundled(null, "aaaa"));
        Delivery second = bundled(bundle, "bbbb");
        bundle.seal();
        assertTrue(fill());
        assertEquals(2, batch.count());
        IOException cause = new IOException("by the test");
        writer.fail(batch, cause, rig.nowNs);
        assertEquals(EntryState.FAILED, single.at(0));
        assertEquals(EntryState.FAILED, second.at(0));
        assertEquals(cause, second.cause(0));
        assertEquals(EntryState.UNOFFERED, second.at(1));
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
        assertEquals(3, queue.ended(EntryState.FAILED));
        writer.fail(batch, cause, rig.nowNs);
        assertEquals(3, queue.ended(EntryState.FAILED), "once");
    }
}
