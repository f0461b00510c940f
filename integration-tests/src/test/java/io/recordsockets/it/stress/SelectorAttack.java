package io.recordsockets.it.stress;

import java.io.File;
import java.lang.reflect.Method;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Rounds of random interleavings on framed streams: register, cancel, migrate, interest off and on, wakeup, interrupt, close,
 * reset, every way to select and to read, by several threads. The model is the stream itself: each byte once and in order,
 * everything that was sent within 5 s, part of a record or whole.
 *
 * <p>Runs for {@code recordsockets.stress.seconds} (10). The seed of a round that failed goes in as the first argument; as
 * threads take part, it brings back the program of the round, not its timing.
 */
final class SelectorAttack {
    /** After so many rounds as many descriptors are open as ever will be, but for some. */
    private static final int DESCRIPTORS_SETTLED = 5;

    private static final int DESCRIPTORS_SPARE = 8;

    private SelectorAttack() {}

    public static void main(String[] args) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("recordsockets.stress.seconds", 10));
        Random random = new Random(args.length > 0 ? Long.parseLong(args[0]) : System.nanoTime());
        int rounds = 0;
        int descriptors = 0;
        long reads = 0;
        long partReads = 0;
        long returns = 0;
        long idleReturns = 0;
        do {
            long seed = args.length > 0 && rounds == 0 ? Long.parseLong(args[0]) : random.nextLong();
            Attack attack = new Attack(seed, threads(new Random(seed)));
            attack.run();
            rounds++;
            if (rounds == DESCRIPTORS_SETTLED) {
                descriptors = descriptors();
            }
            reads += attack.reads();
            partReads += attack.partReads();
            for (Selecting selecting : attack.selectings) {
                returns += selecting.returns.get();
                idleReturns += selecting.idleReturns.get();
            }
        } while (System.nanoTime() - endNs < 0);
        if (rounds > DESCRIPTORS_SETTLED && descriptors() > descriptors + DESCRIPTORS_SPARE) {
            System.err.println("FAILED: descriptors leak, before=" + descriptors + ", after=" + descriptors());
            System.exit(1);
        }
        System.out.println("ok rounds=" + rounds + ", reads=" + reads + ", partReads=" + partReads + ", selects="
                + returns + ", idleSelects=" + idleReturns);
        System.out.println(statistics());
        System.exit(0);
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    /** Platform threads; in every other round virtual ones, where the JDK has them. */
    private static ThreadFactory threads(Random random) {
        if (random.nextBoolean()) {
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
                return (ThreadFactory) factory.invoke(builder);
            } catch (NoSuchMethodException e) {
                // a JDK before 21
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return body -> {
            Thread thread = new Thread(body);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What the agent counted, where there is one. */
    private static String statistics() throws ReflectiveOperationException {
        try {
            Object status = Class.forName("io.recordsockets.RecordSockets")
                    .getMethod("status")
                    .invoke(null);
            return status.getClass().getMethod("total").invoke(status).toString();
        } catch (ClassNotFoundException e) {
            return "plain JDK";
        }
    }
}
