package io.recordsockets.bench.stall;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.recordsockets.bench.server.NettyGroup;

/**
 * Netty's ChannelGroup on one event loop. The group duplicates the one buffer for each channel; where that is on the heap,
 * each channel makes a direct copy of the whole of its duplicate before it writes.
 */
final class NettySide implements Side {
    private final NettyGroup group = new NettyGroup();
    private final boolean direct;

    /** Sends from a direct buffer, or from one on the heap. */
    NettySide(boolean direct) {
        this.direct = direct;
    }

    @Override
    public void listen(int port) {
        group.listen(port);
    }

    @Override
    public void accept(int count, int sendBufferBytes) throws InterruptedException {
        group.await(count);
        if (sendBufferBytes > 0) {
            group.channels().forEach(channel -> channel.config().setOption(ChannelOption.SO_SNDBUF, sendBufferBytes));
        }
    }

    @Override
    public void broadcast(byte[] record) throws InterruptedException {
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        ByteBuf buffer = direct ? pool.directBuffer(record.length) : pool.heapBuffer(record.length);
        buffer.writeBytes(record);
        group.loop().submit(() -> group.channels().writeAndFlush(buffer)).sync();
    }

    @Override
    public void disconnect() {
        group.disconnect();
    }
}
