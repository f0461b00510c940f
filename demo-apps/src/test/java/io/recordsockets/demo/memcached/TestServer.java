package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A server in this process, on a free port and on a clock that the test moves. */
final class TestServer implements AutoCloseable {
    static final long START_SECONDS = 1_700_000_000;

    final AtomicLong seconds = new AtomicLong(START_SECONDS);
    private final Server server;

    TestServer(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-p", "0", "-t", "2"));
        all.addAll(List.of(arguments));
        try {
            server = Server.start(Options.parse(all.toArray(new String[0])), seconds::get);
        } catch (UsageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    InetSocketAddress address() {
        return server.addresses().get(0);
    }

    Context context() {
        return server.context();
    }

    TestClient connect() throws IOException {
        return new TestClient(address());
    }

    @Override
    public void close() {
        server.close();
    }
}
