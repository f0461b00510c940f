package io.recordsockets.bench.link;

import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.JavaCommand;
import java.io.IOException;
import java.util.List;

/**
 * Lanes of a known rate, each of its own, from a sender to its receivers. The receivers connect, the sender listens.
 *
 * <p><b>Threading:</b> one thread. Close takes everything away again, and so does the end of the runner.
 */
public interface Link extends AutoCloseable {
    /** What a lane carries. */
    long BITS_PER_SECOND = 100_000_000;

    /** Network namespaces with a token bucket filter where this process may make them, else a relay. */
    static Link open(Setup setup, int lanes) throws IOException, InterruptedException {
        try {
            return NamespaceLink.open(lanes);
        } catch (IOException e) {
            setup.progress("no network namespaces, a relay paces the link instead: cause=" + e.getMessage());
            return new RelayLink(setup);
        }
    }

    /** What it is made of, for the result: {@code netns-tbf} or {@code relay}. */
    String kind();

    /** The command as it has to start at the sender's end. */
    JavaCommand atSender(JavaCommand command);

    /** The command as it has to start at the receivers' end. */
    JavaCommand atReceivers(JavaCommand command);

    /** The address at which the sender listens for all lanes. */
    String listenAddress();

    /**
     * Where the receivers of each lane connect to, as {@code host:port}.
     *
     * @param port where the sender listens
     */
    List<String> addresses(int port, int lanes) throws IOException;

    @Override
    void close();
}
