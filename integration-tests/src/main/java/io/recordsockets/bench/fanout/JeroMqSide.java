package io.recordsockets.bench.fanout;

import java.nio.ByteBuffer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ's publisher. It is an XPUB socket, whose way of sending is that of PUB, since that one tells when all have subscribed.
 * Without a high-water mark: the sender waits for its receivers anyway, and PUB would drop records.
 */
final class JeroMqSide implements Side {
    private static final int BACKLOG = 1024;
    private static final byte SUBSCRIBE = 1;

    private final ZContext context = new ZContext(1);
    private final ZMQ.Socket socket = context.createSocket(SocketType.XPUB);

    @Override
    public void listen(int port) {
        socket.setBacklog(BACKLOG);
        socket.setSndHWM(0);
        socket.setXpubVerbose(true);
        socket.bind("tcp://127.0.0.1:" + port);
    }

    @Override
    public void accept(int count) {
        int subscribed = 0;
        while (subscribed < count) {
            byte[] message = socket.recv();
            if (message.length > 0 && message[0] == SUBSCRIBE) {
                subscribed++;
            }
        }
    }

    @Override
    public void send(ByteBuffer record) {
        byte[] message = new byte[record.remaining()];
        record.get(message);
        socket.send(message);
    }

    @Override
    public void disconnect() {
        // the receivers disconnect, and the socket lets go of them
    }
}
