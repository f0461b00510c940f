package io.recordsockets.bench.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32;
import net.spy.memcached.CachedData;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.transcoders.SerializingTranscoder;
import org.HdrHistogram.Histogram;

/**
 * An ordinary memcached client, spymemcached, that sets values and gets them back. The same number makes the same
 * values, so two servers that are right give the same checksum of all answers.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class DemoClient implements AutoCloseable {
    private static final long TIMEOUT_MS = 20_000;
    private static final int CLOSE_SECONDS = 2;

    /** Held, since the logging of the JDK forgets the level of a logger that nobody holds. */
    private static final Logger SPY_LOGGER = Logger.getLogger("net.spy");

    static {
        // its default logger tells of every connection
        System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SunLogger");
        SPY_LOGGER.setLevel(Level.SEVERE);
    }

    private final MemcachedClient client;
    private final int number;
    private final Random random;
    private final CRC32 checksum = new CRC32();

    /** Connects to a server, or a relay, on the loopback address. */
    public DemoClient(int port, int number) throws IOException {
        SerializingTranscoder asItIs = new SerializingTranscoder(CachedData.MAX_SIZE);
        asItIs.setCompressionThreshold(Integer.MAX_VALUE);
        this.client = new MemcachedClient(
                new ConnectionFactoryBuilder()
                        .setTranscoder(asItIs)
                        .setOpTimeout(TIMEOUT_MS)
                        .setDaemon(true)
                        .build(),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        this.number = number;
        this.random = new Random(number);
    }

    /**
     * Sets values of one size and gets each back; how long each call took goes to the histogram.
     *
     * @return the checksum of all answers so far
     */
    public long setAndGet(int valueBytes, int times, Histogram latenciesNs)
            throws InterruptedException, ExecutionException {
        byte[] value = new byte[valueBytes];
        for (int i = 0; i < times; i++) {
            random.nextBytes(value);
            String key = "demo-" + number + "-" + valueBytes + "-" + i;
            long start = System.nanoTime();
            boolean stored = client.set(key, 0, value).get();
            long middle = System.nanoTime();
            Object answer = client.get(key);
            latenciesNs.recordValue(middle - start);
            latenciesNs.recordValue(System.nanoTime() - middle);
            checksum.update(stored ? 1 : 0);
            checksum.update(answer instanceof byte[] bytes ? bytes : new byte[0]);
        }
        return checksum.getValue();
    }

    @Override
    public void close() {
        client.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
