package io.recordsockets.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A Netty server whose connections are all in one ChannelGroup, on one event loop. Nothing is expected to come in. */
public final class NettyGroup {
    private static final int BACKLOG = 1024;
    private static final long POLL_MS = 5;

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final ChannelGroup channels = new DefaultChannelGroup(loops.next());

    private final class Joining extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    // A receiver that went away between two runs; one that is missed in a run stops it.
                    context.close();
                }
            });
            channels.add(channel);
        }
    }

    /** Listens on a port of the loopback address, for the life of the process. */
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

    /** Waits until so many are connected. */
    public void await(int count) throws InterruptedException {
        while (channels.size() < count) {
            Thread.sleep(POLL_MS);
        }
    }

    /** The connections. */
    public ChannelGroup channels() {
        return channels;
    }

    /** The event loop of all connections. */
    public EventLoop loop() {
        return loops.next();
    }

    /** Closes all connections; others may come. */
    public void disconnect() {
        channels.close().syncUninterruptibly();
    }
}
