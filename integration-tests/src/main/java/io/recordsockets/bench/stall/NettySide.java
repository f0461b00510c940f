package io.recordsockets.bench.stall;

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
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Netty's ChannelGroup on one event loop. The group duplicates the one buffer for each channel; where that is on the heap,
 * each channel makes a direct copy of the whole of its duplicate before it writes.
 */
final class NettySide implements Side {
    private static final long POLL_MS = 5;

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final ChannelGroup group = new DefaultChannelGroup(loops.next());
    private final boolean direct;

    /** Sends from a direct buffer, or from one on the heap. */
    NettySide(boolean direct) {
        this.direct = direct;
    }

    /** Adds each channel to the group; nothing is expected to come in. */
    private final class Joining extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    // the receiver went away with the record unread, as a measurement ends
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
    public void accept(int count, int sendBufferBytes) throws InterruptedException {
        while (group.size() < count) {
            Thread.sleep(POLL_MS);
        }
        if (sendBufferBytes > 0) {
            group.forEach(channel -> channel.config().setOption(ChannelOption.SO_SNDBUF, sendBufferBytes));
        }
    }

    @Override
    public void broadcast(byte[] record) throws InterruptedException {
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        ByteBuf buffer = direct ? pool.directBuffer(record.length) : pool.heapBuffer(record.length);
        buffer.writeBytes(record);
        loops.next().submit(() -> group.writeAndFlush(buffer)).sync();
    }

    @Override
    public void disconnect() {
        group.close().syncUninterruptibly();
    }
}
