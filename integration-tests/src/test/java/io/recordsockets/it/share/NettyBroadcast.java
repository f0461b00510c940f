package io.recordsockets.it.share;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Netty's ChannelGroup, unmodified: it copies a heap buffer for each channel, and shares a direct one. */
public class NettyBroadcast {
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    @Test
    void sendsDirectBuffersToAGroup() throws Exception {
        broadcast(true, false);
    }

    @Test
    void sendsHeapBuffersToAGroup() throws Exception {
        broadcast(false, false);
    }

    @Test
    void sendsAHeaderOfItsOwnToEach() throws Exception {
        broadcast(true, true);
    }

    private void broadcast(boolean direct, boolean headers) throws Exception {
        EventLoopGroup loops = new NioEventLoopGroup(2);
        ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        List<Receiver> receivers = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
        try {
            Channel server = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel child) {
                            accepted.add(child);
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            for (int i = 0; i < 9; i++) {
                receivers.add(new Receiver(server.localAddress(), Receiver.Pace.values()[i % 3], 64 << 10));
                Channel channel = accepted.poll(10, TimeUnit.SECONDS);
                channels.add(channel);
                group.add(channel);
            }
            Sharing.ofAtLeast(500_000, () -> send(direct, headers, group, channels, receivers));
        } finally {
            for (Receiver receiver : receivers) {
                receiver.close();
            }
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        }
    }

    private static void send(
            boolean direct, boolean headers, ChannelGroup group, List<Channel> channels, List<Receiver> receivers)
            throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 15; i++) {
            byte[] record = Kind.random(random, 50_000 + random.nextInt(300_000));
            for (int j = 0; j < channels.size(); j++) {
                if (headers) {
                    byte[] header = Kind.random(random, 17);
                    receivers.get(j).expect(header);
                    channels.get(j).write(Unpooled.wrappedBuffer(header));
                }
                receivers.get(j).expect(record);
            }
            ByteBuf buffer =
                    direct ? Unpooled.directBuffer(record.length).writeBytes(record) : Unpooled.wrappedBuffer(record);
            group.writeAndFlush(buffer);
            Sharing.sleep(5);
        }
        for (Receiver receiver : receivers) {
            receiver.pace(Receiver.Pace.AT_ONCE);
            receiver.awaitAll();
        }
    }
}
