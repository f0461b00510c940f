package io.recordsockets.bench.stall;

import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Record sockets: one handle, sent to a group, with the default policies. */
final class RecordsSide implements Side {
    private RecordGroup group = RecordGroup.create();
    private ServerSocketChannel listener;

    @Override
    public void listen(int port) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    @Override
    public void accept(int count, int sendBufferBytes) throws IOException {
        group = RecordGroup.create();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (sendBufferBytes > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
            }
            group.add(RecordSocket.attach(channel));
        }
    }

    @Override
    public void broadcast(byte[] record) throws IOException {
        try (RecordHandle handle = RecordHandle.wrap(Side.buffer(record, true))) {
            int accepted = group.send(handle).accepted();
            if (accepted != group.size()) {
                throw new IOException("a receiver is missing: accepted=" + accepted + " members=" + group.size());
            }
        }
    }

    @Override
    public void disconnect() {
        group.members().forEach(RecordSocket::close);
    }
}
