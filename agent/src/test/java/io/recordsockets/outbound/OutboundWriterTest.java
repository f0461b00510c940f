package io.recordsockets.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.SendOptions;
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
        assertEquals(Delivery.QUEUED, rest.at(0));
        assertEquals(Delivery.UNOFFERED, rest.at(1));
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
        assertEquals(3, queue.ends[Delivery.SENT]);
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
        assertEquals(Delivery.FAILED, single.at(0));
        assertEquals(Delivery.FAILED, second.at(0));
        assertEquals(cause, second.cause(0));
        assertEquals(Delivery.UNOFFERED, second.at(1));
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.bytes());
        assertEquals(3, queue.ends[Delivery.FAILED]);
        writer.fail(batch, cause, rig.nowNs);
        assertEquals(3, queue.ends[Delivery.FAILED], "once");
    }
}
