package io.recordsockets.bench.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.FreePort;
import io.recordsockets.bench.process.JavaCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders and receivers against each other, in two processes as in a benchmark. */
@Timeout(90)
class FanOutTest {
    private static final int RECEIVERS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "bounded", "records", "netty", "netty-burst", "jeromq"})
    void everyReceiverGetsEveryRecordHoweverItIsSent(String side) throws IOException {
        int port = FreePort.find();
        try (ChildProcess receivers = start(FanOutReceiver.class);
                ChildProcess sender = start(FanOutSender.class, side, Integer.toString(port))) {
            receivers.awaitLine("ready");
            sender.awaitLine("ready");
            // the larger ones do not fit the sockets
            for (int recordBytes : new int[] {200, 1 << 20}) {
                Path progress = Files.createFile(folder.resolve(recordBytes + ".progress"));
                // with a window of as many records as the bounded sender queues, it drops none
                sender.send("open " + RECEIVERS + " " + recordBytes + " 4 2 " + progress);
                String kind = side.equals("jeromq") ? "zmtp" : "plain";
                receivers.ask(
                        "connect " + port + " " + RECEIVERS + " " + recordBytes + " " + kind + " " + progress,
                        "connected");
                sender.awaitLine("opened");
                assertTrue(Long.parseLong(sender.ask("run 20", "ran ")) > 0);
                assertTrue(Long.parseLong(sender.ask("run 11", "ran ")) > 0);
                receivers.ask("check " + port + " 31", "right");
                receivers.ask("disconnect " + port, "disconnected");
                sender.ask("close", "closed");
            }
        }
    }

    @Test
    void receiversThatKeepUpGetEveryRecordBesideOneThatHasStopped() throws IOException {
        int port = FreePort.find();
        Path progress = Files.createFile(folder.resolve("progress"));
        try (ChildProcess receivers = start(FanOutReceiver.class);
                ChildProcess sender = start(FanOutSender.class, "bounded", Integer.toString(port))) {
            receivers.awaitLine("ready");
            sender.awaitLine("ready");
            sender.send("open " + RECEIVERS + " 1000000 2 1 " + progress);
            receivers.ask("connect " + port + " " + RECEIVERS + " 1000000 plain " + progress, "connected");
            sender.awaitLine("opened");
            sender.send("more 1");
            receivers.ask("stall " + port + " 1", "stalled");
            sender.awaitLine("opened");
            // more than the sockets and the queue of the one that has stopped hold
            assertTrue(Long.parseLong(sender.ask("run 40", "ran ")) > 0);
            receivers.ask("check " + port + " 40", "right");
            receivers.ask("disconnect " + port, "disconnected");
            sender.ask("close", "closed");
        }
    }

    @Test
    void receiversEndWhereAByteIsMissing() throws IOException {
        assertEnds(new int[] {200, 199, 200});
    }

    @Test
    void receiversEndWhereARecordIsLeftOut() throws IOException {
        assertEnds(new int[] {200, 0, 200});
    }

    /** Sends records that have lost bytes at their end. */
    private void assertEnds(int[] lengths) throws IOException {
        Path progress = Files.createFile(folder.resolve("progress"));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProcess receivers = start(FanOutReceiver.class)) {
            receivers.awaitLine("ready");
            receivers.ask("connect " + listener.getLocalPort() + " 1 200 plain " + progress, "connected");
            ByteBuffer bytes = ByteBuffer.allocate(600);
            for (int i = 0; i < lengths.length; i++) {
                byte[] record = ByteBuffer.allocate(200).putInt(196).putLong(i).array();
                bytes.put(record, 0, lengths[i]);
            }
            try (Socket socket = listener.accept()) {
                socket.getOutputStream().write(bytes.array(), 0, bytes.position());
                assertThrows(IOException.class, () -> receivers.awaitLine("never"));
            }
        }
    }

    @Test
    void progressIsThatOfTheSlowest() throws IOException {
        Path file = Files.createFile(folder.resolve("progress"));
        Progress writer = Progress.map(file, 3);
        Progress reader = Progress.map(file, 3);
        writer.set(0, 5);
        writer.set(1, 4);
        assertEquals(0, reader.lowest());
        writer.set(2, 7);
        assertEquals(4, reader.lowest());
        assertEquals(7, reader.get(2));
    }

    private static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        return ChildProcess.start(JavaCommand.ofClass(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        main,
                        arguments)
                .words());
    }
}
