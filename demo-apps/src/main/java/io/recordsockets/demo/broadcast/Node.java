package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Accepts subscribers, and publishes to them what a {@link Chain} decides.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Node implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Publisher publisher;
    private final Chain chain;
    private final Thread acceptor = new Thread(this::accept, "acceptor");
    private final Thread publishing;

    /** Listens; publishes nothing before {@link #publish()}. */
    Node(InetSocketAddress address, Workload workload, boolean plain) throws IOException {
        try {
            server.bind(address, BACKLOG);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException("cannot listen: address=" + text(address) + ", " + e.getMessage(), e);
        }
        publisher = plain ? new PlainPublisher(workload) : new RecordsPublisher(workload);
        chain = new Chain(publisher, workload);
        publishing = new Thread(chain, "publisher");
        publishing.setDaemon(true);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** {@code host:port}. */
    static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    Publisher publisher() {
        return publisher;
    }

    Chain chain() {
        return chain;
    }

    /** Begins to publish. */
    void publish() {
        publishing.start();
    }

    /** Ends publishing; connections stay. */
    void stop() {
        chain.stop();
        Threads.join(publishing);
    }

    /** Stops if that has not been done, sends what is queued for a bounded time, and closes the connections. */
    @Override
    public void close() throws IOException {
        server.close();
        Threads.join(acceptor);
        stop();
        publisher.close();
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = server.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                publisher.subscribe(channel);
            } catch (ClosedChannelException e) {
                if (!server.isOpen()) {
                    return;
                }
            } catch (IOException e) {
                System.err.println("broadcast: a subscriber could not be accepted: " + e.getMessage());
            }
        }
    }
}
