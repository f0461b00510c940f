package io.recordsockets.outbound;

import io.recordsockets.Backlog;
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
import io.recordsockets.outbound.receive.RecordReceiver;
import io.recordsockets.outbound.transport.ApplicationCalls;
import io.recordsockets.outbound.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/**
 * A record socket: what the application calls, and what ties the sending side, the receiving side, the groups and the flusher
 * together. The sending side is {@link Outbound}, the receiving side {@link RecordReceiver}.
 */
final class Connection extends Flushed implements Receiver, ApplicationCalls {
    private final SendEngine engine;
    private final SocketChannel channel;
    private final Transport transport;
    private final Outbound outbound;
    private final RecordReceiver receiver;
    private final Framer framer;
    private final Connection[] self = {this};
    private final SendResult allAccepted = new AllAccepted(self);
    private final BurstClock burst = new BurstClock();
    private final Set<Group> groups = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** Guarded by {@link #self}. */
    private boolean joined;

    Connection(SendEngine engine, SocketChannel channel, Transport transport, Framer framer) {
        this.engine = engine;
        this.channel = channel;
        this.transport = transport;
        this.framer = framer;
        this.outbound = new Outbound(engine, this, transport, framer == null ? null : framer.outgoing());
        this.receiver = new RecordReceiver(
                new ReceivingSide(engine, this), transport, framer == null ? null : framer.incoming());
    }

    /** Takes the channel, unless that has been done; waits where it is being done. */
    void join() throws IOException {
        synchronized (self) {
            if (!joined) {
                transport.join(this);
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

    RecordReceiver receiver() {
        return receiver;
    }

    SendState state() {
        return outbound.state();
    }

    /** The framing of what it is sent; null for none. */
    Framer framer() {
        return framer;
    }

    // -- Sending

    @Override
    public SendResult send(RecordHandle record, SendOptions options) {
        return engine.dispatcher().send(record, options, self, null, burst);
    }

    @Override
    public SendReceipt sendTracked(RecordHandle record, SendOptions options) {
        return engine.dispatcher().send(record, options, self, null, burst, true);
    }

    @Override
    public UnsendResult unsend(RecordHandle record) {
        return SendEngine.handle(record).unsend(this, null);
    }

    @Override
    public UnsendResult unsendKey(Object key) {
        Unsend unsend = new Unsend();
        outbound.takingBack().unsendKey(Objects.requireNonNull(key, "key"), null, unsend);
        return unsend.result();
    }

    @Override
    public UnsendResult unsendUrgency(int urgency) {
        Unsend unsend = new Unsend();
        outbound.takingBack().unsendUrgency(SendOptions.ofUrgency(urgency).urgency(), null, unsend);
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

    /** Whoever a record is sent to is one of these. */
    static Connection of(Receiver receiver) {
        return (Connection) receiver;
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
        outbound.takingBack().end(delivery, index, state, cause);
    }

    @Override
    public SendResult allAccepted() {
        return allAccepted;
    }

    Connection[] self() {
        return self;
    }

    // -- The application's own calls of the channel, under the agent

    @Override
    public int applicationWrite(ByteBuffer src) throws IOException {
        return (int) outbound.application().write(new ByteBuffer[] {src}, 0, 1);
    }

    @Override
    public long applicationWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return outbound.application().write(srcs, offset, length);
    }

    @Override
    public boolean acceptsApplicationWrites() {
        return outbound.application().writable();
    }

    @Override
    public boolean applicationShutdownOutput() {
        return outbound.lifecycle().shutdownOutput() && outbound.state() == SendState.SHUTTING;
    }

    @Override
    public boolean applicationClose() {
        outbound.lifecycle().close();
        return outbound.state() == SendState.CLOSING;
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

    /** This has become a member; false where it is over already. */
    boolean joined(Group group) {
        groups.add(group);
        return isOpen();
    }

    void left(Group group) {
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

    /** By the sending side, under its lock: every record has come to its end, and the channel is about to be closed. */
    void ended() {
        for (Group group : groups) {
            group.remove(this);
        }
        engine.ended(this);
        receiver.wake();
    }

    /** The channel is closed, too. */
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
    public void closing(Runnable work) {
        engine.closing().execute(work);
    }

    @Override
    public void detach() throws IOException {
        receiver.checkIdle();
        outbound.lifecycle().release();
        for (Group group : groups) {
            group.remove(this);
        }
        engine.ended(this);
        receiver.wake();
        engine.flusher().request(this, Flusher.CANCEL);
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
