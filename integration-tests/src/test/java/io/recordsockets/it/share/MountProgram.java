package io.recordsockets.it.share;

import io.recordsockets.RecordSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Broadcasts while something happens to the folder of the store, and prints what was shared; in a JVM, and mostly in a mount
 * namespace, of its own.
 */
public final class MountProgram {
    private MountProgram() {}

    /** The folder, and what happens to it. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        switch (arguments[1]) {
            case "nothing" -> broadcast("all", 1_200);
            case "fills" -> fills(folder);
            case "starts-full" -> startsFull(folder);
            case "unmount" -> unmount(folder);
            case "vanishes" -> vanishes(folder);
            case "for-ever" -> broadcast("all", Long.MAX_VALUE / 2_000_000);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        System.out.println("verified");
    }

    /** Somebody else takes all of the file system, and gives it back. */
    private static void fills(Path folder) throws Exception {
        broadcast("before", 700);
        Path other = fill(folder);
        broadcast("full", 700);
        Files.delete(other);
        broadcast("after", 2_000);
    }

    /** It is full when the first bytes are to be shared, and not later on. */
    private static void startsFull(Path folder) throws Exception {
        Path other = fill(folder);
        broadcast("full", 700);
        Files.delete(other);
        broadcast("after", 2_000);
    }

    private static Path fill(Path folder) throws IOException {
        Path other = folder.resolve("other");
        byte[] mebibyte = new byte[1 << 20];
        try (var out = Files.newOutputStream(other)) {
            while (true) {
                out.write(mebibyte);
            }
        } catch (IOException e) {
            System.out.println("full " + usable(folder));
        }
        return other;
    }

    private static long usable(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private static void unmount(Path folder) throws Exception {
        try (Broadcaster broadcaster = receivers()) {
            broadcast("before", broadcaster, 700);
            run("umount", "-l", folder.toString());
            broadcast("after", broadcaster, 1_500);
            broadcaster.drain();
        }
    }

    /** The mount goes, and what it was mounted on. */
    private static void vanishes(Path folder) throws Exception {
        try (Broadcaster broadcaster = receivers()) {
            broadcast("before", broadcaster, 700);
            run("umount", "-l", folder.toString());
            Files.delete(folder);
            broadcast("after", broadcaster, 1_500);
            broadcaster.drain();
        }
    }

    private static void run(String... command) throws Exception {
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        System.out.println(command[0] + " " + exit);
    }

    private static Broadcaster receivers() throws IOException {
        Broadcaster broadcaster = new Broadcaster();
        broadcaster.connectAll(3, 128 << 10);
        return broadcaster;
    }

    private static void broadcast(String what, long ms) throws IOException {
        try (Broadcaster broadcaster = receivers()) {
            broadcast(what, broadcaster, ms);
            broadcaster.drain();
        }
    }

    private static void broadcast(String what, Broadcaster broadcaster, long ms) throws IOException {
        Random random = new Random(ms);
        long before = RecordSockets.status().total().sharedBytes();
        long end = System.nanoTime() + ms * 1_000_000;
        while (System.nanoTime() - end < 0) {
            ByteBuffer record = ByteBuffer.wrap(Kind.random(random, 30_000 + random.nextInt(300_000)));
            for (Broadcaster.Out out : broadcaster.outs) {
                if (out.queued() < 10) {
                    out.send(record.duplicate());
                }
            }
            broadcaster.pump(5);
            System.out.println("broadcasting");
        }
        System.out.println("store " + RecordSockets.status().store());
        System.out.println(
                "shared " + what + " " + (RecordSockets.status().total().sharedBytes() - before));
    }
}
