package io.recordsockets.it.hold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.it.contract.Pair;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** An accepted channel that the rule matches is of a class below the JDK's; the other end, which no rule is for, is not. */
public class MatchedIdentity {
    private static final String JDK = "sun.nio.ch.SocketChannelImpl";

    @Test
    void acceptedChannelIsOfAClassBelowThatOfTheJdk() throws IOException, ClassNotFoundException {
        try (Pair pair = Pair.open()) {
            assertNotEquals(JDK, pair.server.getClass().getName());
            assertTrue(Class.forName(JDK).isInstance(pair.server));
        }
    }

    @Test
    void channelThatConnectsIsTheJdksOwn() throws IOException {
        try (Pair pair = Pair.open();
                SocketChannel fresh = SocketChannel.open()) {
            assertEquals(JDK, pair.client.getClass().getName());
            assertEquals(JDK, fresh.getClass().getName());
        }
    }
}
