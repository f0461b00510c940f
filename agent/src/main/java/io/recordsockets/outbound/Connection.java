package io.recordsockets.outbound;

import io.recordsockets.Backlog;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import io.recordsockets.SendOptions;
import io.recordsockets.SendReceipt;
import io.recordsockets.SendResult;
import io.recordsockets.SocketPolicy;
import io.recordsockets.UnsendResult;
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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A record socket: what the application calls, and what ties the sending side, the receiving side, the groups and the flusher
 * together. The sending side is {@link Outbound}, the receiving side {@link RecordReceiver}.
 */
final class Connection implements RecordSocket, ApplicationCalls {
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

    /** What is wanted of the flusher. */
    private final AtomicInteger requests = new AtomicInteger();

    /** The next one on the flusher's stack; of whoever puts it there, then of the flusher. */
    Connection nextRequested;

    /** Of the flusher's thread. */
    private SelectionKey key;

    /** Guarded by {@link #self}. */
    private boolean joined;

    Connection(SendEngine engine, SocketChannel channel, Transport transport, Framer framer) {
        this.engine = engine;
        this.channel = channel;
        this.transport = transport;
        this.framer = framer;
        this.outbound = new Outbound(engine, this, transport, framer == null ? null : framer.outgoing());
        this.receiver = new RecordReceiver(engine, this, transport, framer == null ? null : framer.incoming());
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

    /** The result of sends to this that it accepted. */
    SendResult allAccepted() {
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

    /** Adds to what is wanted of the flusher; answers what was before. */
    int addRequests(int bits) {
        int before = requests.get();
        return (before & bits) == bits ? before : requests.getAndUpdate(now -> now | bits);
    }

    int takeRequests() {
        return requests.getAndSet(0);
    }

    long flush() {
        return outbound.flush();
    }

    void socketWritable() {
        outbound.socketWritable();
    }

    SelectionKey key() {
        return key;
    }

    void register(Selector selector, int ops) throws IOException {
        if (key == null || !key.isValid()) {
            key = transport.register(selector, ops, this);
        } else {
            key.interestOpsOr(ops);
        }
    }

    void cancelled() {
        cancelled.countDown();
    }

    /** Fails where the channel was closed by others than us, or its mode was changed. */
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
