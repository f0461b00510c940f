package io.recordsockets.it.stress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One round: some connections, selectors, workers, and somebody who meddles. */
final class Attack {
    /** Nothing that must happen may take longer; in nanoseconds. */
    private static final long WATCHDOG_NS = TimeUnit.SECONDS.toNanos(5);

    /** How often the watchdog must have looked: where it got no turn, nobody else did. */
    private static final int LEAST_LOOKS = 3000;

    private final long seed;
    private final Random seeds;
    private final ExecutorService workers;
    private final ThreadFactory threads;
    private final List<Receiver> receivers = new CopyOnWriteArrayList<>();
    final List<Selecting> selectings = new ArrayList<>();

    Attack(long seed, ThreadFactory threads) {
        this.seed = seed;
        this.seeds = new Random(seed);
        this.threads = threads;
        this.workers = Executors.newCachedThreadPool(threads);
    }

    /** Plays the round to its end. */
    void run() throws IOException, InterruptedException {
        List<Thread> senders = new ArrayList<>();
        int selectors = 1 + seeds.nextInt(3);
        for (int i = 0; i < selectors; i++) {
            selectings.add(new Selecting(this, random()));
        }
        List<Thread> selecting = new ArrayList<>();
        for (Selecting each : selectings) {
            selecting.add(start(each));
        }
        Meddler meddler = new Meddler(this, random(), receivers);
        Thread meddling = start(meddler);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 1 + seeds.nextInt(8); i > 0; i--) {
                int connections = 1 + seeds.nextInt(4);
                Thread sender = new Thread(() -> send(server, connections), "sender " + i);
                sender.start();
                senders.add(sender);
            }
            join(senders, 60);
        }
        meddler.stop();
        for (Selecting each : selectings) {
            each.selector.close();
        }
        join(selecting, 1);
        join(List.of(meddling), 1);
        workers.shutdown();
        if (!workers.awaitTermination(WATCHDOG_NS, TimeUnit.NANOSECONDS)) {
            fail("workers do not end", null);
        }
    }

    /** Connections one after the other, so that descriptors are used again at once. */
    private void send(ServerSocketChannel server, int connections) {
        Random random = random();
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket;
                SocketChannel channel;
                synchronized (server) {
                    if (random.nextBoolean()) {
                        socket = new Socket(
                                InetAddress.getLoopbackAddress(),
                                server.socket().getLocalPort());
                        channel = server.accept();
                        channel.configureBlocking(false);
                    } else {
                        channel = connect(server.getLocalAddress(), random);
                        socket = server.accept().socket();
                    }
                }
                socket.setTcpNoDelay(true);
                Receiver receiver = new Receiver(this, receivers.size(), channel, new SentStream(random));
                receivers.add(receiver);
                another(null).adopt(receiver);
                new Sender(this, receiver, socket, random()).run();
            }
        } catch (IOException | RuntimeException | Error e) {
            fail("connecting failed", e);
        }
    }

    /** A channel in non-blocking mode that was connected in either mode. */
    private static SocketChannel connect(SocketAddress remote, Random random) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (random.nextBoolean()) {
            channel.connect(remote);
            channel.configureBlocking(false);
            return channel;
        }
        channel.configureBlocking(false);
        boolean connected = channel.connect(remote);
        while (!connected) {
            connected = channel.finishConnect();
        }
        return channel;
    }

    private Thread start(Runnable body) {
        Thread thread = threads.newThread(body);
        thread.start();
        return thread;
    }

    private void join(List<Thread> threads, int watchdogs) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(watchdogs * TimeUnit.NANOSECONDS.toMillis(WATCHDOG_NS));
            if (thread.isAlive()) {
                fail("a thread does not end, thread=" + thread, null);
            }
        }
    }

    /** A generator of its own for each part of the round. */
    Random random() {
        synchronized (seeds) {
            return new Random(seeds.nextLong());
        }
    }

    Selecting another(Selecting than) {
        synchronized (seeds) {
            Selecting any = selectings.get(seeds.nextInt(selectings.size()));
            return any == than ? selectings.get(seeds.nextInt(selectings.size())) : any;
        }
    }

    void later(Runnable task) {
        workers.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                fail("a worker failed", e);
            }
        });
    }

    /** Waits for something that must happen, or at least bytes must come in the meantime. */
    void await(BooleanSupplier condition, String what, Receiver receiver) {
        long startNs = System.nanoTime();
        int received = receiver.received;
        for (int looks = 0; !condition.getAsBoolean(); looks++) {
            if (receiver.received != received) {
                received = receiver.received;
                startNs = System.nanoTime();
                looks = 0;
            }
            if (System.nanoTime() - startNs > WATCHDOG_NS && looks > LEAST_LOOKS) {
                fail(what + ", " + receiver, null);
            }
            LockSupport.parkNanos(300_000);
        }
    }

    /** Tells everything and ends the JVM: there is nobody to go on. */
    void fail(String what, Throwable cause) {
        synchronized (Attack.class) {
            System.err.println("FAILED: " + what + ", seed=" + seed);
            if (cause != null) {
                cause.printStackTrace();
            }
            receivers.forEach(System.err::println);
            Stacks.dump();
            System.err.flush();
            Runtime.getRuntime().halt(1);
        }
    }

    long reads() {
        return receivers.stream().mapToLong(receiver -> receiver.reads).sum();
    }

    long partReads() {
        return receivers.stream().mapToLong(receiver -> receiver.partReads).sum();
    }
}
