package sun.nio.ch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;

/** Tries record selectors and record channels, with nothing of the application in sight. */
public final class RecordSelfTest {
    private static final long TIMEOUT_MS = 1000;
    private static final int WAKEUPS = 3;

    private RecordSelfTest() {}

    /** Whether a selector hears {@code wakeup}: answers what does not work; null where all does. */
    public static String wakeup() throws IOException {
        try (RecordEPollSelectorImpl selector = new RecordEPollSelectorImpl(new RecordSelectorProvider())) {
            // On a machine that stands still for a while, one that was heard looks like one that was not.
            for (int i = 0; i < WAKEUPS; i++) {
                long startNs = System.nanoTime();
                selector.wakeup();
                selector.select(TIMEOUT_MS);
                if (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS)) {
                    return null;
                }
            }
            return "a selector was not woken by wakeup";
        }
    }

    /**
     * Sends a record in two pieces through a record channel and a record selector, over the loopback interface. Takes a few
     * milliseconds where all is well, and {@value #TIMEOUT_MS} ms at most.
     *
     * @param hooks the engine to try, for records of {@code recordLength} bytes
     * @return what does not work; null where all does
     */
    public static String exchange(RecordHooks hooks, int recordLength) throws IOException {
        RecordSelectorProvider provider = new RecordSelectorProvider();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ServerSocketChannelImpl server = new ServerSocketChannelImpl(provider);
                SocketChannelImpl client = new SocketChannelImpl(provider);
                RecordEPollSelectorImpl selector = new RecordEPollSelectorImpl(provider)) {
            server.bind(anyPort, 1);
            client.connect(server.getLocalAddress());
            SocketChannelImpl accepted = (SocketChannelImpl) server.accept();
            try (RecordSocketChannelImpl channel = new RecordSocketChannelImpl(
                    provider,
                    RecordServerSocketChannelImpl.defaultFamily(),
                    accepted.getFD(),
                    accepted.getRemoteAddress(),
                    hooks,
                    hooks.acceptRule(accepted.getLocalAddress()))) {
                return exchange(client, channel, selector, recordLength);
            }
        }
    }

    private static String exchange(
            SocketChannelImpl client,
            RecordSocketChannelImpl channel,
            RecordEPollSelectorImpl selector,
            int recordLength)
            throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        ByteBuffer sent = ByteBuffer.allocate(recordLength);
        for (int i = 0; i < recordLength; i++) {
            sent.put(i, (byte) i);
        }
        client.write(sent.limit(recordLength / 2));
        if (selector.selectNow() != 0) {
            return "an unfinished record was reported";
        }
        client.write(sent.limit(recordLength));
        if (selector.select(TIMEOUT_MS) != 1) {
            return "a whole record was not reported";
        }
        ByteBuffer got = ByteBuffer.allocate(2 * recordLength);
        channel.read(got);
        return got.flip().equals(sent.flip()) ? null : "a record was not read as it was sent";
    }
}
