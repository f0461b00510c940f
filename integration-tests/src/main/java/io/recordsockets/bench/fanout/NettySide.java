package io.recordsockets.bench.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.recordsockets.bench.server.NettyGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Netty's ChannelGroup, with a pooled direct buffer for each record, which the group duplicates for each channel. Everything
 * happens on the one event loop, as in a handler: handing each record over from another thread costs Netty more.
 */
final class NettySide implements Side {
    private final NettyGroup group = new NettyGroup();
    private final boolean flushEach;

    /** Flushes each record, or at the end of a burst. */
    NettySide(boolean flushEach) {
        this.flushEach = flushEach;
    }

    @Override
    public void listen(int port) {
        group.listen(port);
    }

    @Override
    public void accept(int count) throws InterruptedException {
        group.await(count);
    }

    @Override
    public void send(ByteBuffer record) {
        ByteBuf buffer =
                PooledByteBufAllocator.DEFAULT.directBuffer(record.remaining()).writeBytes(record);
        if (flushEach) {
            group.channels().writeAndFlush(buffer);
        } else {
            group.channels().write(buffer);
        }
    }

    @Override
    public void endOfBurst() {
        if (!flushEach) {
            group.channels().flush();
        }
    }

    @Override
    public void run(Broadcast broadcast) throws IOException, InterruptedException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        group.loop().execute(() -> step(broadcast, ended));
        try {
            ended.get();
        } catch (ExecutionException e) {
            throw new IOException("broadcast failed: cause=" + e.getCause(), e);
        }
    }

    private void step(Broadcast broadcast, CompletableFuture<Void> ended) {
        try {
            if (broadcast.step()) {
                ended.complete(null);
            } else {
                group.loop().schedule(() -> step(broadcast, ended), PAUSE_NS, TimeUnit.NANOSECONDS);
            }
        } catch (IOException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    @Override
    public void disconnect() {
        group.disconnect();
    }
}
