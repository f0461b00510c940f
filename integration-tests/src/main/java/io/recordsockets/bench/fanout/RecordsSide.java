package io.recordsockets.bench.fanout;

import io.recordsockets.GroupPolicy;
import io.recordsockets.Overflow;
import io.recordsockets.RecordGroup;
import io.recordsockets.RecordHandle;
import io.recordsockets.RecordSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Record sockets: a handle for each record, sent to a group, with the default policy but for waiting where it is full. */
final class RecordsSide implements Side {
    private static final int BACKLOG = 1024;

    private RecordGroup group;
    private ServerSocketChannel listener;

    @Override
    public void listen(int port) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    @Override
    public void accept(int count) throws IOException {
        group = RecordGroup.create(GroupPolicy.DEFAULT.withOverflow(Overflow.BLOCK));
        for (int i = 0; i < count; i++) {
            SocketChannel channel = listener.accept();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            RecordSocket socket = RecordSocket.attach(channel);
            socket.policy(socket.policy().withOverflow(Overflow.BLOCK));
            group.add(socket);
        }
    }

    @Override
    public void send(ByteBuffer record) throws IOException {
        try (RecordHandle handle = RecordHandle.copyOf(record)) {
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
