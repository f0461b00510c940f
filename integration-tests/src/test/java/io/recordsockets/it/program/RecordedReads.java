package io.recordsockets.it.program;

import io.recordsockets.it.contract.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Blocking reads of records of four bytes that come in two pieces, a pause before each,
 * the first of which begins when a read has begun; prints the
 * {@code jdk.SocketRead} events that they left, and those of reads which found a record there.
 */
public final class RecordedReads {
    private static final int RECORD = 4;
    private static final int RECORDS = 3;

    /** Ten times what it takes to be recorded: a read that begins late on a busy machine is still one. */
    private static final long PAUSE_MS = 200;

    private static final Semaphore READS = new Semaphore(0);

    private RecordedReads() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Files.createTempFile("reads", ".jfr");
        try (ServerSocketChannel listener = Pair.listen();
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel server = listener.accept();
                Recording recording = new Recording()) {
            // As in the settings that come with the JDK.
            recording.enable("jdk.SocketRead").withThreshold(Duration.ofMillis(20));
            recording.start();
            Thread sender = new Thread(() -> send(client));
            ByteBuffer read = ByteBuffer.allocate(RECORD);
            sender.start();
            int bytes = 0;
            for (int n = 0; n >= 0; n = server.read(read.clear())) {
                bytes += n;
                READS.release();
            }
            System.out.println("bytes " + bytes);
            sender.join();
            recording.stop();
            recording.dump(file);
            String port = String.valueOf(client.socket().getLocalPort());
            long events = 0;
            long recorded = 0;
            long ends = 0;
            long shortest = Long.MAX_VALUE;
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (String.valueOf(event.getInt("port")).equals(port)
                        && event.getString("address").equals("127.0.0.1")) {
                    events++;
                    recorded += event.getLong("bytesRead");
                    ends += event.getBoolean("endOfStream") ? 1 : 0;
                    shortest = Math.min(shortest, event.getDuration().toMillis());
                }
            }
            System.out.println("events " + events + ", bytes " + recorded + ", ends " + ends + ", all took 20 ms "
                    + (shortest >= 20));
        } finally {
            Files.delete(file);
        }
    }

    private static void send(SocketChannel client) {
        try (client) {
            for (int i = 0; i < RECORDS; i++) {
                READS.acquire();
                READS.drainPermits();
                for (int piece = 0; piece < 2; piece++) {
                    Thread.sleep(PAUSE_MS);
                    client.write(ByteBuffer.allocate(RECORD / 2));
                }
            }
            Thread.sleep(PAUSE_MS);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
