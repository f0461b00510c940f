package io.recordsockets.bench.fanout;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Netty's ChannelGroup, with a pooled direct buffer for each record, which the group duplicates for each channel. Everything
 * happens on the one event loop, as in a handler: handing each record over from another thread costs Netty more.
 */
final class NettySide implements Side {
    private static final int BACKLOG = 1024;
    private static final long POLL_MS = 5;

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final ChannelGroup group = new DefaultChannelGroup(loops.next());
    private final boolean flushEach;

    /** Flushes each record, or at the end of a burst. */
    NettySide(boolean flushEach) {
        this.flushEach = flushEach;
    }

    /** Adds each channel to the group; nothing is expected to come in. */
    private final class Joining extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    // a receiver that went away between two runs; one that is missed in a run stops it
                    context.close();
                }
            });
            group.add(channel);
        }
    }

    @Override
    public void listen(int port) {
        new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Joining())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly();
    }

    @Override
    public void accept(int count) throws InterruptedException {
        while (group.size() < count) {
            Thread.sleep(POLL_MS);
        }
    }

    @Override
    public void send(ByteBuffer record) {
        ByteBuf buffer =
                PooledByteBufAllocator.DEFAULT.directBuffer(record.remaining()).writeBytes(record);
        if (flushEach) {
            group.writeAndFlush(buffer);
        } else {
            group.write(buffer);
        }
    }

    @Override
    public void endOfBurst() {
        if (!flushEach) {
            group.flush();
        }
    }

    @Override
    public void run(Broadcast broadcast) throws IOException, InterruptedException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loops.next().execute(() -> step(broadcast, ended));
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
                loops.next().schedule(() -> step(broadcast, ended), PAUSE_NS, TimeUnit.NANOSECONDS);
            }
        } catch (IOException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    @Override
    public void disconnect() {
        group.close().syncUninterruptibly();
    }
}
