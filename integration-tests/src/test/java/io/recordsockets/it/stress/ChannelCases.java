package io.recordsockets.it.stress;

import static io.recordsockets.it.stress.Probe.WATCHDOG_MS;
import static io.recordsockets.it.stress.Probe.awaitInput;
import static io.recordsockets.it.stress.Probe.check;
import static io.recordsockets.it.stress.Probe.daemon;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** Memory, monitors, buffers, ends and refusals. */
final class ChannelCases {
    private ChannelCases() {}

    static void unusedSelector() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.teachSmallRecords();
            link.near.register(selector, SelectionKey.OP_READ);
            byte[] records = Link.join(Link.record(1000), Link.record(1000), Link.record(1000), Link.record(1000));
            ByteBuffer one = ByteBuffer.allocateDirect(1);
            long before = usedMemory();
            for (int i = 0; i < 500; i++) {
                link.send(records);
                for (int n = 0; n < records.length; ) {
                    one.clear();
                    n += Math.max(link.near.read(one), 0);
                }
            }
            long grown = usedMemory() - before;
            check(grown < 8_000_000, "memory grew, bytes=" + grown);
            selector.selectNow();
        }
    }

    static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    static void monitorOfChannel() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            synchronized (link.near) {
                Thread thread = daemon("registers", () -> {
                    try {
                        link.near.register(selector, SelectionKey.OP_READ);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                thread.join(WATCHDOG_MS);
                check(!thread.isAlive(), "register waits for a monitor that belongs to the application");
            }
        }
    }

    static void smallReceiveBuffer() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.setOption(StandardSocketOptions.SO_RCVBUF, 8192);
            link.near.configureBlocking(false);
            link.near.register(selector, SelectionKey.OP_READ);
            byte[] record = Link.record(300_000);
            Thread sender = daemon("sender", () -> {
                try {
                    link.send(record);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            ByteBuffer got = ByteBuffer.allocate(record.length);
            link.readFully(selector, got);
            check(Arrays.equals(record, got.array()), "other bytes came");
            sender.join();
        }
    }

    static void urgentData() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.near.register(selector, SelectionKey.OP_READ);
            byte[] record = Link.record(1000);
            for (int cut : new int[] {1, 3, 4, 5, 500, 999}) {
                link.send(record, 0, cut);
                link.far.sendUrgentData(1);
                selector.selectNow();
                selector.selectedKeys().clear();
                link.send(record, cut, record.length);
                ByteBuffer got = ByteBuffer.allocate(record.length);
                link.readFully(selector, got);
                check(Arrays.equals(record, got.array()), "other bytes came, cut=" + cut);
            }
        }
    }

    static void partBeforeReset() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.near.register(selector, SelectionKey.OP_READ);
            link.send(Link.record(100), 0, 50);
            awaitInput(link, 50);
            selector.selectNow();
            selector.selectedKeys().clear();
            link.far.setSoLinger(true, 0);
            link.far.close();
            int length = 0;
            try {
                ByteBuffer got = ByteBuffer.allocate(1024);
                while (true) {
                    check(selector.select(WATCHDOG_MS) == 1, "the end is not reported");
                    selector.selectedKeys().clear();
                    length += link.near.read(got);
                }
            } catch (SocketException e) {
                check(length == 50, "wrong length, got=" + length);
            }
        }
    }

    static void partBeforeEnd() throws Exception {
        try (Link link = new Link();
                Selector selector = Selector.open()) {
            link.near.configureBlocking(false);
            link.near.register(selector, SelectionKey.OP_READ);
            link.send(Link.record(100), 0, 3);
            link.far.shutdownOutput();
            ByteBuffer got = ByteBuffer.allocate(1024);
            for (int n = 0; n >= 0; ) {
                check(selector.select(WATCHDOG_MS) == 1, "the end is not reported");
                selector.selectedKeys().clear();
                n = link.near.read(got);
            }
            check(got.position() == 3, "wrong length, got=" + got.position());
        }
    }

    static void refusedConnect() throws Exception {
        int port;
        try (Link link = new Link()) {
            port = link.far.getPort();
        }
        try (SocketChannel channel = SocketChannel.open()) {
            Class<?> thrown = null;
            try {
                channel.connect(null);
            } catch (RuntimeException e) {
                thrown = e.getClass();
            }
            check(thrown == NullPointerException.class || thrown == IllegalArgumentException.class, "thrown=" + thrown);
            try {
                channel.connect(java.net.InetSocketAddress.createUnresolved("nowhere.invalid", 1));
                throw new AssertionError("connected");
            } catch (java.nio.channels.UnresolvedAddressException e) {
                check(channel.isOpen(), "closed");
            }
            try {
                channel.connect(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port));
                throw new AssertionError("connected");
            } catch (java.net.ConnectException e) {
                check(!channel.isOpen(), "still open");
            }
        }
    }
}
