package io.recordsockets.it.share;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plain loop over the connections, with receivers that read at once, slowly, and late. */
public class NioBroadcast {
    private static final int RECORDS = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyReceiverGetsEveryByte(Kind kind) throws Exception {
        Random random = new Random(kind.ordinal());
        try (Broadcaster broadcaster = new Broadcaster()) {
            broadcaster.connectAll(3, 64 << 10);
            Sharing.ofAtLeast(500_000, () -> {
                for (int i = 0; i < RECORDS; i++) {
                    ByteBuffer record = kind.of(Kind.random(random, 40_000 + random.nextInt(300_000)));
                    for (Broadcaster.Out out : broadcaster.outs) {
                        out.send(record.duplicate());
                    }
                    broadcaster.pump(1);
                }
                broadcaster.drain();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void headersOfEachConnectionStayItsOwn(Kind kind) throws Exception {
        Random random = new Random(kind.ordinal());
        try (Broadcaster broadcaster = new Broadcaster()) {
            broadcaster.connectAll(3, 64 << 10);
            Sharing.ofAtLeast(500_000, () -> {
                for (int i = 0; i < RECORDS; i++) {
                    ByteBuffer payload = kind.of(Kind.random(random, 40_000 + random.nextInt(200_000)));
                    for (Broadcaster.Out out : broadcaster.outs) {
                        ByteBuffer header = ByteBuffer.wrap(Kind.random(random, random.nextInt(30)));
                        ByteBuffer trailer = ByteBuffer.wrap(Kind.random(random, 1 + random.nextInt(10_000)));
                        out.send(header, payload.duplicate(), trailer);
                    }
                    broadcaster.pump(1);
                }
                broadcaster.drain();
            });
        }
    }

    @Test
    void buffersThatAreFilledAnewForEachReceiver() throws Exception {
        Random random = new Random(3);
        byte[] record = Kind.random(random, 150_000);
        ByteBuffer scratch = ByteBuffer.allocateDirect(record.length);
        try (Broadcaster broadcaster = new Broadcaster()) {
            broadcaster.connectAll(4, 64 << 10);
            Sharing.ofAtLeast(500_000, () -> {
                for (int i = 0; i < 40; i++) {
                    for (Broadcaster.Out out : broadcaster.outs) {
                        if (random.nextInt(6) == 0) {
                            record[random.nextInt(record.length)]++;
                        }
                        scratch.clear().put(record).flip();
                        out.sendNow(scratch);
                    }
                    broadcaster.pump(1);
                }
                broadcaster.drain();
            });
        }
    }

    @Test
    void broadcastsOverIpv6() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET6);
        try {
            listener.bind(new InetSocketAddress(loopback, 0));
        } catch (java.io.IOException e) {
            listener.close();
            org.junit.jupiter.api.Assumptions.abort("no IPv6 here: " + e);
        }
        try (Broadcaster broadcaster = new Broadcaster(listener)) {
            assertEquals(
                    Inet6Address.class,
                    ((InetSocketAddress) broadcaster.address()).getAddress().getClass());
            Sharing.ofAtLeast(500_000, () -> broadcastSome(broadcaster));
        }
    }

    @Test
    void broadcastsOverUnixDomainSockets() throws Exception {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
        try (Broadcaster broadcaster = new Broadcaster(listener)) {
            broadcastSome(broadcaster);
        }
        Files.deleteIfExists(folder.resolve("socket"));
    }

    private static void broadcastSome(Broadcaster broadcaster) throws java.io.IOException {
        Random random = new Random(4);
        broadcaster.connectAll(2, 0);
        for (int i = 0; i < 30; i++) {
            ByteBuffer record = ByteBuffer.wrap(Kind.random(random, 200_000));
            for (Broadcaster.Out out : broadcaster.outs) {
                out.send(record.duplicate());
            }
        }
        broadcaster.drain();
    }

    @Test
    void theStoreIsEmptySomeSecondsAfterTheLastBroadcast() throws Exception {
        try (Broadcaster broadcaster = new Broadcaster()) {
            Sharing.ofAtLeast(500_000, () -> broadcastSome(broadcaster));
        }
        Sharing.awaitEmptyStore();
        assertEquals(0, StoreFiles.bytes(), "what the process has of the file system");
    }
}
