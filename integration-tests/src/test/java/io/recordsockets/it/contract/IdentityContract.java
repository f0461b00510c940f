package io.recordsockets.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Test;

/** Channels and selectors are what the JDK makes, or of a class below it, and say the same of themselves. */
public class IdentityContract {
    @Test
    void classesAreThoseOfTheJdkOrBelow() throws IOException {
        try (Pair pair = Pair.open();
                ServerSocketChannel listener = ServerSocketChannel.open();
                SocketChannel fresh = SocketChannel.open();
                Selector selector = Selector.open()) {
            assertTrue(isA("sun.nio.ch.SocketChannelImpl", pair.client), pair.client::toString);
            assertTrue(isA("sun.nio.ch.SocketChannelImpl", pair.server), pair.server::toString);
            assertTrue(isA("sun.nio.ch.SocketChannelImpl", fresh), fresh::toString);
            assertTrue(isA("sun.nio.ch.ServerSocketChannelImpl", listener), listener::toString);
            assertTrue(isA("sun.nio.ch.EPollSelectorImpl", selector), selector::toString);
            assertNull(pair.server.getClass().getClassLoader());
            assertEquals("java.base", pair.server.getClass().getModule().getName());
        }
    }

    @Test
    void providerIsTheInstalledOne() throws IOException {
        SelectorProvider provider = SelectorProvider.provider();
        assertSame(provider, SelectorProvider.provider());
        try (Pair pair = Pair.open();
                ServerSocketChannel listener = ServerSocketChannel.open();
                SocketChannel made = provider.openSocketChannel();
                Selector selector = provider.openSelector()) {
            assertSame(provider, pair.client.provider());
            assertSame(provider, pair.server.provider());
            assertSame(provider, listener.provider());
            assertSame(provider, made.provider());
            assertSame(provider, selector.provider());
        }
    }

    @Test
    void textOfAChannelIsThatOfTheJdk() throws IOException {
        try (Pair pair = Pair.open()) {
            String server = "java.nio.channels.SocketChannel[connected local=" + pair.server.getLocalAddress()
                    + " remote=" + pair.server.getRemoteAddress() + "]";
            String client = "java.nio.channels.SocketChannel[connected local=" + pair.client.getLocalAddress()
                    + " remote=" + pair.client.getRemoteAddress() + "]";
            assertEquals(server, pair.server.toString());
            assertEquals(client, pair.client.toString());
            pair.server.shutdownInput();
            assertEquals(server.replace("connected", "connected ishut"), pair.server.toString());
            pair.server.close();
            assertEquals("java.nio.channels.SocketChannel[closed]", pair.server.toString());
        }
        try (SocketChannel fresh = SocketChannel.open()) {
            assertEquals("java.nio.channels.SocketChannel[unconnected]", fresh.toString());
        }
    }

    @Test
    void textOfAListenerIsThatOfTheJdk() throws Exception {
        ServerSocketChannel listener = ServerSocketChannel.open();
        ServerSocketChannel control = jdkProvider().openServerSocketChannel();
        assertEquals("sun.nio.ch.ServerSocketChannelImpl", control.getClass().getName());
        assertEquals(control.toString(), listener.toString());
        control.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        String ofControl = control.getLocalAddress().toString();
        String ofListener = listener.getLocalAddress().toString();
        assertEquals(control.toString().replace(ofControl, ofListener), listener.toString());
        control.close();
        listener.close();
        assertEquals(control.toString(), listener.toString());
    }

    @Test
    void textOfAKeyIsThatOfTheJdk() throws IOException {
        try (Pair pair = Pair.open();
                Selector selector = Selector.open()) {
            SelectionKey key = pair.registerServer(selector, SelectionKey.OP_READ);
            assertEquals("sun.nio.ch.SelectionKeyImpl", key.getClass().getName());
            assertTrue(key.toString().contains("channel=" + pair.server), key::toString);
            assertTrue(key.toString().contains("interestOps=1"), key::toString);
        }
    }

    @Test
    void providerIsAMemberOfTheJdk() {
        if (Boolean.getBoolean("recordsockets.it.plain")) {
            assertEquals(
                    "sun.nio.ch.EPollSelectorProvider",
                    SelectorProvider.provider().getClass().getName());
        }
        assertEquals(
                "java.base", SelectorProvider.provider().getClass().getModule().getName());
    }

    @Test
    void optionsAndOperationsAreThoseOfTheJdk() throws Exception {
        try (Pair pair = Pair.open();
                SocketChannel control = jdkProvider().openSocketChannel();
                ServerSocketChannel listener = ServerSocketChannel.open();
                ServerSocketChannel listenerControl = jdkProvider().openServerSocketChannel()) {
            assertEquals(control.supportedOptions(), pair.server.supportedOptions());
            assertEquals(control.supportedOptions(), pair.client.supportedOptions());
            assertEquals(control.validOps(), pair.server.validOps());
            assertEquals(listenerControl.supportedOptions(), listener.supportedOptions());
        }
    }

    /** The JDK's own provider, whatever is installed. */
    private static SelectorProvider jdkProvider() throws ReflectiveOperationException {
        return (SelectorProvider) Class.forName("sun.nio.ch.DefaultSelectorProvider")
                .getMethod("get")
                .invoke(null);
    }

    private static boolean isA(String name, Object object) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
