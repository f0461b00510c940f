package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A running server: one thread that accepts and some that serve.
 *
 * <p>Threading: {@link #close()} may be called by any thread, more than once.
 */
final class Server implements AutoCloseable {
    private static final long JOIN_MILLIS = 2_000;

    private final Context context;
    private final EventLoop[] loops;
    private final Acceptor acceptor;
    private final List<Thread> threads = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private Server(Options options, LongSupplier clock) throws IOException {
        context = new Context(options, new Store(clock, options.memoryLimit, options.maxItemSize, options.evicting));
        context.onShutdown(this::beginClose);
        loops = new EventLoop[options.threads];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new EventLoop(context);
        }
        acceptor = new Acceptor(context, loops);
    }

    /** Starts a server on the time of this machine. */
    static Server start(Options options) throws IOException {
        return start(options, monotonicUnixTime());
    }

    /**
     * Starts a server.
     *
     * @param clock seconds of Unix time, never going back
     * @throws IOException if it cannot listen on one of the addresses; nothing is left open then
     */
    static Server start(Options options, LongSupplier clock) throws IOException {
        Server server = new Server(options, clock);
        try {
            for (InetSocketAddress address : options.addresses) {
                server.listen(address);
            }
        } catch (IOException e) {
            server.acceptor.closeListeners();
            for (EventLoop loop : server.loops) {
                loop.close();
                loop.run();
            }
            throw e;
        }
        server.startThreads();
        return server;
    }

    private void listen(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("unknown host: host=" + address.getHostString());
        }
        try {
            int port = acceptor.listen(address, context.options.backlog).getPort();
            addresses.add(new InetSocketAddress(address.getAddress(), port));
        } catch (IOException e) {
            throw new IOException("cannot listen: address=" + text(address) + " error=" + e.getMessage(), e);
        }
    }

    private void startThreads() {
        startThread(acceptor, "memcached-acceptor");
        for (int i = 0; i < loops.length; i++) {
            startThread(loops[i], "memcached-loop-" + i);
        }
    }

    private void startThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        threads.add(thread);
        thread.start();
    }

    /** The addresses that it listens on, with the ports that were really taken. */
    List<InetSocketAddress> addresses() {
        return addresses;
    }

    Context context() {
        return context;
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void beginClose() {
        acceptor.close();
        for (EventLoop loop : loops) {
            loop.close();
        }
    }

    /** Stops listening, closes all connections and waits for the threads, 2 s each at most. */
    @Override
    public void close() {
        beginClose();
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Unix time that does not jump when somebody sets the clock. */
    private static LongSupplier monotonicUnixTime() {
        long startMillis = System.currentTimeMillis();
        long startNanos = System.nanoTime();
        return () -> TimeUnit.MILLISECONDS.toSeconds(
                startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }
}
