package io.recordsockets.it.stress;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Wake-ups against events that are held back, within microseconds of each other: each {@code wakeup} must end a select, whatever
 * the selector swallows at that moment. For a rule with a stall of a minute, so that no guard comes to the rescue.
 *
 * <p>Runs for {@code recordsockets.stress.seconds} (10); the first argument is the seed.
 */
final class WakeupAttack {
    private static final long WATCHDOG_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int LENGTH = 100;

    private final long seed;
    private final Random random;
    private final Link link = new Link();
    private final Selector selector = Selector.open();

    /** Selects that have come back. */
    private final AtomicInteger returns = new AtomicInteger();

    /** Whole records that have been read. */
    private final AtomicInteger records = new AtomicInteger();

    /** The waker is to wake for this turn. */
    private volatile int turn;

    private volatile int spins;

    private WakeupAttack(long seed) throws Exception {
        this.seed = seed;
        this.random = new Random(seed);
    }

    public static void main(String[] args) throws Exception {
        long seed = args.length > 0 ? Long.parseLong(args[0]) : System.nanoTime();
        new WakeupAttack(seed).run();
    }

    private void run() throws Exception {
        link.near.configureBlocking(false);
        SelectionKey key = link.near.register(selector, SelectionKey.OP_READ);
        daemon("selecting", () -> selectAndRead(key));
        daemon("waker", this::wake);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("recordsockets.stress.seconds", 10));
        int turns = 0;
        byte[] record = Link.record(LENGTH);
        while (System.nanoTime() - endNs < 0) {
            int cut = 1 + random.nextInt(LENGTH - 1);
            spins = random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(1000);
            int before = returns.get();
            turn = ++turns;
            for (int i = random.nextInt(500); i > 0; i--) {
                Thread.onSpinWait();
            }
            link.send(record, 0, cut);
            await(before, turns - 1, "a wakeup ended no select");
            link.send(record, cut, LENGTH);
            await(-1, turns, "a whole record was not read");
        }
        System.out.println("ok turns=" + turns + ", selects=" + returns.get());
        System.exit(0);
    }

    private void await(int selects, int wholeRecords, String what) {
        long startNs = System.nanoTime();
        while (returns.get() == selects || records.get() < wholeRecords) {
            if (System.nanoTime() - startNs > WATCHDOG_NS) {
                fail(what, null);
            }
            Thread.onSpinWait();
        }
    }

    private void wake() {
        for (int woken = 0; ; ) {
            if (turn == woken) {
                LockSupport.parkNanos(1000);
                continue;
            }
            woken = turn;
            for (int i = spins; i > 0; i--) {
                Thread.onSpinWait();
            }
            selector.wakeup();
        }
    }

    private void selectAndRead(SelectionKey key) {
        Random random = new Random(seed + 1);
        ByteBuffer got = ByteBuffer.allocate(LENGTH);
        try {
            while (true) {
                if (random.nextInt(8) == 0) {
                    // So that a record's part waits before the select begins
                    LockSupport.parkNanos(random.nextInt(100_000));
                }
                if (random.nextBoolean()) {
                    selector.select();
                } else {
                    selector.select(60_000);
                }
                if (selector.selectedKeys().remove(key)) {
                    link.near.read(got);
                    if (!got.hasRemaining()) {
                        got.clear();
                        records.incrementAndGet();
                    }
                }
                returns.incrementAndGet();
            }
        } catch (Exception e) {
            fail("select failed", e);
        }
    }

    private void fail(String what, Throwable cause) {
        System.err.println("FAILED: " + what + ", seed=" + seed + ", turn=" + turn + ", selects=" + returns
                + ", records=" + records);
        if (cause != null) {
            cause.printStackTrace();
        }
        Stacks.dump();
        Runtime.getRuntime().halt(1);
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
