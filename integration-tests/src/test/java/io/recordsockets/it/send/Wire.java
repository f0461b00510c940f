package io.recordsockets.it.send;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.recordsockets.RecordFraming;
import io.recordsockets.RecordFramings;
import io.recordsockets.RecordSocket;
import io.recordsockets.SocketPolicy;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A connection: the accepted channel made a record socket, and the receiver at the other end. */
final class Wire implements Closeable {
    /** What kind of channel the record socket is made of. */
    enum Kind {
        BLOCKING,
        NON_BLOCKING,
        /** The Java channel of a Netty channel that is active and registered with its event loop. */
        NETTY
    }

    /** Smaller than any kernel gives; it takes its least. */
    static final int TINY = 1024;

    /** Whatever the kernel takes by itself. */
    static final int USUAL = 0;

    static final SocketPolicy PATIENT =
            SocketPolicy.DEFAULT.withMaxWait(Duration.ofHours(1)).withDrainTimeout(Duration.ofSeconds(20));
    private static final Listener LISTENER = new Listener();

    final SocketChannel near;
    final RecordSocket socket;
    final FarEnd far;

    private Wire(SocketChannel near, SocketChannel far, RecordFraming framing) throws IOException {
        this.near = near;
        this.far = new FarEnd(far);
        this.socket = framing == null ? RecordSocket.attach(near) : RecordSocket.attach(near, framing);
        socket.policy(PATIENT);
    }

    static Wire open(Kind kind, int bufferBytes) throws IOException {
        SocketChannel[] pair = pair(kind, bufferBytes);
        return new Wire(pair[0], pair[1], null);
    }

    static Wire open() throws IOException {
        return open(Kind.NON_BLOCKING, USUAL);
    }

    /** With tiny buffers, and a receiver that does not read. */
    static Wire stalled(Kind kind) throws IOException {
        Wire wire = open(kind, TINY);
        wire.far.stall();
        return wire;
    }

    /** One whose socket can receive what {@link Frame} makes. */
    static Wire framed(Kind kind) throws IOException {
        SocketChannel[] pair = pair(kind, USUAL);
        return new Wire(pair[0], pair[1], framing());
    }

    static RecordFraming framing() {
        return RecordFramings.of("length-field(offset=0,length=4)");
    }

    /** The accepted channel, and the one that has connected, in blocking mode. */
    static synchronized SocketChannel[] pair(Kind kind, int bufferBytes) throws IOException {
        SocketChannel far = SocketChannel.open();
        far.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (bufferBytes != USUAL) {
            far.setOption(StandardSocketOptions.SO_RCVBUF, bufferBytes);
        }
        SocketChannel near = LISTENER.connect(kind, far);
        if (bufferBytes != USUAL) {
            near.setOption(StandardSocketOptions.SO_SNDBUF, bufferBytes);
        }
        return new SocketChannel[] {near, far};
    }

    /** Cuts it off, whatever is on its way. */
    @Override
    public void close() throws IOException {
        far.close();
        socket.policy(PATIENT.withDrainTimeout(Duration.ofMillis(1)));
        socket.close();
    }

    static void closeAll(Iterable<Wire> wires) throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
    }

    private static final class Listener {
        private final ServerSocketChannel plain;
        private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

        /** Made on first use. */
        private SocketAddress netty;

        Listener() {
            try {
                plain = ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        SocketChannel connect(Kind kind, SocketChannel far) throws IOException {
            if (kind == Kind.NETTY) {
                return connectNetty(far);
            }
            far.connect(plain.getLocalAddress());
            SocketChannel near = plain.accept();
            near.configureBlocking(kind == Kind.BLOCKING);
            return near;
        }

        private SocketChannel connectNetty(SocketChannel far) throws IOException {
            if (netty == null) {
                netty = startNetty();
            }
            far.connect(netty);
            try {
                Channel channel = accepted.poll(10, TimeUnit.SECONDS);
                Await.until(channel::isActive, "Netty's channel is not active");
                Method method = AbstractNioChannel.class.getDeclaredMethod("javaChannel");
                method.setAccessible(true);
                return (SocketChannel) method.invoke(channel);
            } catch (InterruptedException | ReflectiveOperationException e) {
                throw new IOException("no Java channel", e);
            }
        }

        private SocketAddress startNetty() {
            EventLoopGroup group = new NioEventLoopGroup(1, task -> {
                Thread thread = new Thread(task, "netty");
                thread.setDaemon(true);
                return thread;
            });
            return new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel child) {
                            accepted.add(child);
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .syncUninterruptibly()
                    .channel()
                    .localAddress();
        }
    }
}
