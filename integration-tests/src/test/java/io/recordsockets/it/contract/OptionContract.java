package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** Socket options. */
public class OptionContract {
    @Test
    void supportsTheOptionsOfTheJdk() throws IOException {
        Set<String> expected = new TreeSet<>(Set.of(
                "SO_SNDBUF",
                "SO_RCVBUF",
                "SO_KEEPALIVE",
                "SO_REUSEADDR",
                "SO_REUSEPORT",
                "SO_LINGER",
                "TCP_NODELAY",
                "IP_TOS",
                "TCP_QUICKACK",
                "TCP_KEEPIDLE",
                "TCP_KEEPINTERVAL",
                "TCP_KEEPCOUNT",
                "SO_INCOMING_NAPI_ID"));
        try (Pair pair = Pair.open();
                SocketChannel fresh = SocketChannel.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            assertTrue(names(pair.client).containsAll(expected), () -> "client: " + names(pair.client));
            assertEquals(names(pair.client), names(pair.server));
            assertEquals(names(pair.client), names(fresh));
            assertTrue(names(listener).containsAll(Set.of("SO_RCVBUF", "SO_REUSEADDR", "SO_REUSEPORT")));
        }
    }

    @Test
    void keepsWhatWasSet() throws IOException {
        try (Pair pair = Pair.open()) {
            for (SocketChannel channel : new SocketChannel[] {pair.client, pair.server}) {
                keeps(channel, StandardSocketOptions.TCP_NODELAY, true);
                keeps(channel, StandardSocketOptions.SO_KEEPALIVE, true);
                keeps(channel, StandardSocketOptions.SO_LINGER, 7);
                keeps(channel, StandardSocketOptions.SO_LINGER, -1);
                keeps(channel, ExtendedSocketOptions.TCP_KEEPIDLE, 77);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, 40_000);
                assertTrue(channel.getOption(StandardSocketOptions.SO_SNDBUF) >= 40_000);
            }
        }
    }

    /** SO_RCVLOWAT raises the receive buffer behind the application's back, unless the size is locked. */
    @Test
    void keepsTheSizeOfTheReceiveBufferThatWasSet() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.server.setOption(StandardSocketOptions.SO_RCVBUF, 30_000);
            int size = pair.server.getOption(StandardSocketOptions.SO_RCVBUF);
            byte[] sent = Payload.of(200_000);
            Background<Integer> write = Background.run(() -> {
                Pair.writeFully(pair.client, sent);
                return 0;
            });
            assertArrayEquals(sent, Pair.readFully(pair.server, sent.length));
            write.result();
            assertEquals(size, pair.server.getOption(StandardSocketOptions.SO_RCVBUF));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void acceptedChannelTakesOptionsOfTheListener() throws IOException {
        try (ServerSocketChannel listener = Pair.listen()) {
            listener.setOption(StandardSocketOptions.SO_RCVBUF, 50_000);
            int size = listener.getOption(StandardSocketOptions.SO_RCVBUF);
            try (SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                    SocketChannel server = listener.accept()) {
                assertTrue(client.isConnected());
                assertEquals(size, server.getOption(StandardSocketOptions.SO_RCVBUF));
            }
        }
    }

    @Test
    void refusesWhatIsNoOptionOfAStream() throws IOException {
        try (Pair pair = Pair.open()) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> pair.server.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
            assertThrows(NullPointerException.class, () -> pair.server.getOption(null));
            assertThrows(
                    IllegalArgumentException.class, () -> pair.server.setOption(StandardSocketOptions.SO_RCVBUF, -1));
            pair.server.close();
            assertThrows(ClosedChannelException.class, () -> pair.server.getOption(StandardSocketOptions.TCP_NODELAY));
        }
    }

    @Test
    void adaptorSetsTheSameOptions() throws IOException {
        try (Pair pair = Pair.open()) {
            pair.server.socket().setTcpNoDelay(true);
            assertTrue(pair.server.getOption(StandardSocketOptions.TCP_NODELAY));
            pair.server.setOption(StandardSocketOptions.SO_LINGER, 3);
            assertEquals(3, pair.server.socket().getSoLinger());
        }
    }

    private static Set<String> names(NetworkChannel channel) {
        return channel.supportedOptions().stream()
                .map(SocketOption::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T> void keeps(SocketChannel channel, SocketOption<T> option, T value) throws IOException {
        channel.setOption(option, value);
        assertEquals(value, channel.getOption(option), option.name());
    }
}
