package io.recordsockets.outbound;

import io.recordsockets.Backlog;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.SendOptions;
import io.recordsockets.SendOutcome;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendResult;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
import io.recordsockets.os.Callbacks;
import io.recordsockets.outbound.queue.AllAccepted;
import io.recordsockets.outbound.queue.Bundle;
import io.recordsockets.outbound.queue.Delivery;
import io.recordsockets.outbound.queue.Durations;
import io.recordsockets.outbound.queue.Receiver;
import io.recordsockets.outbound.queue.SendGroup;
import io.recordsockets.outbound.receive.RecordReceiver;
import io.recordsockets.outbound.transport.Transport;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A record socket: what the application calls, and what ties the sending side, the receiving side, the groups and the flusher
 * together. The sending side is {@link Outbound}, the receiving side {@link RecordReceiver}.
 */
final class Connection extends EngineSocket {
    private final SendResources resources;
    private final Dispatcher dispatcher;
    private final Consumer<Connection> registry;
    private final SocketChannel channel;
    private final Transport transport;
    private final Outbound outbound;
    private final RecordReceiver receiver;
    private final Framer framer;
    private final Framer[] framers;
    private final Connection[] self = {this};
    private final SendResult allAccepted = new AllAccepted(self);
    private final BurstClock burst = new BurstClock();
    private final Set<RecordGroup> groups = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** Guarded by {@link #self}. */
    private boolean joined;

    /** @param registry is told when this is over */
    Connection(
            SendResources resources,
            Dispatcher dispatcher,
            SocketChannel channel,
            Transport transport,
            Framer framer,
            Consumer<Connection> registry) {
        this.resources = resources;
        this.dispatcher = dispatcher;
        this.registry = registry;
        this.channel = channel;
        this.transport = transport;
        this.framer = framer;
        this.framers = Framer.with(Framer.NONE, framer);
        this.outbound = new Outbound(resources, this, transport, framer == null ? null : framer.outgoing());
        this.receiver = new RecordReceiver(
                new ReceivingSide(resources, this), transport, framer == null ? null : framer.incoming());
    }

    /** Takes the channel, unless that has been done; waits where it is being done. */
    void join() throws IOException {
        synchronized (self) {
            if (!joined) {
                transport.join(new ApplicationSide(outbound, resources));
                outbound.joined();
                joined = true;
            }
        }
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    Transport transport() {
        return transport;
    }

    Outbound outbound() {
        return outbound;
    }

    @Override
    SendState state() {
        return outbound.state();
    }

    @Override
    Framer framer() {
        return framer;
    }

    // -- Sending

    @Override
    public SendResult send(RecordHandle record, SendOptions options) {
        return dispatcher.send(record, options, self, framers, null, burst);
    }

    @Override
    public SendReceipt sendTracked(RecordHandle record, SendOptions options) {
        return dispatcher.send(record, options, self, framers, null, burst, true);
    }

    @Override
    public UnsendResult unsend(RecordHandle record) {
        return Handle.of(record).unsend(this, null);
    }

    @Override
    public UnsendResult unsendKey(Object key) {
        Unsend unsend = new Unsend();
        unsendKey(Objects.requireNonNull(key, "key"), null, unsend);
        return unsend.result();
    }

    @Override
    public UnsendResult unsendUrgency(int urgency) {
        Unsend unsend = new Unsend();
        unsendUrgency(SendOptions.ofUrgency(urgency).urgency(), null, unsend);
        return unsend.result();
    }

    @Override
    public Backlog backlog() {
        return outbound.backlog();
    }

    @Override
    public boolean isWritable() {
        return isOpen() && outbound.admission().isWritable();
    }

    @Override
    public CompletionStage<Void> writable() {
        return outbound.admission().writable();
    }

    @Override
    public SocketPolicy policy() {
        return outbound.policy();
    }

    @Override
    public void policy(SocketPolicy policy) {
        outbound.policy(Objects.requireNonNull(policy, "policy"));
    }

    // -- What those call who carry a send

    @Override
    public SendOutcome offer(Delivery delivery, int index, long nowNs, boolean atOnce, boolean mayWait) {
        return outbound.offer(delivery, index, nowNs, atOnce, mayWait);
    }

    @Override
    public boolean offer(Bundle bundle, int index, long nowNs) {
        return outbound.offer(bundle, index, nowNs);
    }

    @Override
    public void filled() {
        outbound.filled();
    }

    @Override
    public void refuse(Delivery delivery, int index, Throwable cause) {
        outbound.refuse(delivery, index, cause);
    }

    @Override
    public void end(Delivery delivery, int index, byte state, Throwable cause) {
        outbound.unsending().end(delivery, index, state, cause);
    }

    @Override
    void unsend(Delivery delivery, int index, Unsend unsend) {
        outbound.unsending().unsend(delivery, index, unsend);
    }

    @Override
    void unsendKey(Object key, SendGroup group, Unsend unsend) {
        outbound.unsending().unsendKey(key, group, unsend);
    }

    @Override
    void unsendUrgency(int urgency, SendGroup group, Unsend unsend) {
        outbound.unsending().unsendUrgency(urgency, group, unsend);
    }

    @Override
    public SendResult allAccepted() {
        return allAccepted;
    }

    @Override
    Receiver[] self() {
        return self;
    }

    // -- Receiving

    @Override
    public RecordHandle receive() throws IOException, InterruptedException {
        return receiver.receive(Long.MAX_VALUE);
    }

    @Override
    public RecordHandle receive(Duration timeout) throws IOException, InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return receiver.receive(Math.max(Durations.toNanos(timeout), 0));
    }

    @Override
    public RecordHandle tryReceive() throws IOException {
        return receiver.tryReceive();
    }

    @Override
    public CompletionStage<RecordHandle> receiveAsync() {
        return receiver.async().receive();
    }

    @Override
    public CompletionStage<Void> receivable() {
        return receiver.async().receivable();
    }

    // -- The flusher

    @Override
    long flush() {
        return outbound.flush();
    }

    @Override
    void socketWritable() {
        outbound.socketWritable();
    }

    @Override
    void socketReadable() {
        receiver.wake();
    }

    @Override
    SelectionKey register(Selector selector, int ops) throws IOException {
        return transport.register(selector, ops, this);
    }

    @Override
    void left() {
        cancelled.countDown();
    }

    @Override
    void fail(Throwable cause) {
        outbound.lifecycle().fail(cause);
    }

    @Override
    boolean awaitDrained(long deadlineNs) throws InterruptedException {
        return outbound.awaitDrained(deadlineNs);
    }

    @Override
    boolean giveUp(String why, Losses losses) {
        return outbound.lifecycle().giveUp(why, losses);
    }

    /** Adds the figures of this to those of all. */
    void addTo(SendTally tally) {
        outbound.addTo(tally);
    }

    @Override
    void checkOpen() {
        if (outbound.state().over()) {
            return;
        }
        if (!transport.isOpen()) {
            outbound.lifecycle().fail(new ClosedChannelException());
            return;
        }
        try {
            transport.checkMode();
        } catch (IOException e) {
            if (outbound.state() != SendState.RELEASED) {
                outbound.lifecycle().fail(e);
            }
        }
    }

    // -- Groups

    @Override
    boolean addedTo(RecordGroup group) {
        groups.add(group);
        return isOpen();
    }

    @Override
    void removedFrom(RecordGroup group) {
        groups.remove(group);
    }

    // -- The end

    @Override
    public boolean isOpen() {
        return outbound.state() == SendState.OPEN;
    }

    @Override
    public void shutdownOutput() {
        outbound.lifecycle().shutdownOutput();
    }

    @Override
    public void close() {
        outbound.lifecycle().close();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    void ended() {
        for (RecordGroup group : groups) {
            group.remove(this);
        }
        registry.accept(this);
        receiver.wake();
    }

    @Override
    void closed(Throwable cause) {
        // What depends on it is not ours: not in a thread that closes, which the next connection waits for.
        Callbacks.run(() -> {
            if (cause == null) {
                closed.complete(null);
            } else {
                closed.completeExceptionally(cause);
            }
        });
    }

    @Override
    public void detach() throws IOException {
        receiver.checkIdle();
        outbound.lifecycle().release();
        for (RecordGroup group : groups) {
            group.remove(this);
        }
        registry.accept(this);
        receiver.wake();
        resources.flusher().request(this, Flusher.CANCEL);
        boolean interrupted = false;
        while (cancelled.getCount() > 0) {
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        transport.release();
        closed(null);
    }

    @Override
    public String toString() {
        return "RecordSocket[" + channel + ", " + outbound.state() + (framer == null ? "" : ", " + framer) + "]";
    }
}
