package io.recordsockets.it.share;

import io.recordsockets.RecordSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.LongPredicate;

/**
 * Broadcasts while something happens to the folder of the store, and prints what was shared; in a JVM, and mostly in a mount
 * namespace, of its own.
 */
public final class MountProgram {
    /** Bytes that show that there is sharing. */
    public static final long ENOUGH = 1_000_000;

    private static final long LIMIT_NS = 15_000_000_000L;

    private MountProgram() {}

    /** The folder, and what happens to it. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        switch (arguments[1]) {
            case "nothing" -> broadcast("all", 1_200, shared -> refused() > 0);
            case "fills" -> fills(folder);
            case "starts-full" -> startsFull(folder);
            case "unmount" -> unmount(folder);
            case "vanishes" -> vanishes(folder);
            case "for-ever" -> broadcast("all", Long.MAX_VALUE / 2_000_000, shared -> true);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        System.out.println("verified");
    }

    /** Somebody else takes all of the file system, and gives it back. */
    private static void fills(Path folder) throws Exception {
        broadcast("before", 700, MountProgram::enough);
        Path other = fill(folder);
        broadcast("full", 700, shared -> refused() > 0);
        Files.delete(other);
        broadcast("after", 2_000, MountProgram::enough);
    }

    /** It is full when the first bytes are to be shared, and not later on. */
    private static void startsFull(Path folder) throws Exception {
        Path other = fill(folder);
        broadcast("full", 700, shared -> true);
        Files.delete(other);
        broadcast("after", 2_000, MountProgram::enough);
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
            broadcast("before", broadcaster, 700, MountProgram::enough);
            run("umount", "-l", folder.toString());
            broadcast("after", broadcaster, 1_500, shared -> true);
            broadcaster.drain();
        }
    }

    /** The mount goes, and what it was mounted on. */
    private static void vanishes(Path folder) throws Exception {
        try (Broadcaster broadcaster = receivers()) {
            broadcast("before", broadcaster, 700, MountProgram::enough);
            run("umount", "-l", folder.toString());
            Files.delete(folder);
            broadcast("after", broadcaster, 1_500, shared -> true);
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

    private static boolean enough(long shared) {
        return shared >= ENOUGH;
    }

    private static long refused() {
        return RecordSockets.status().store().refused();
    }

    private static void broadcast(String what, long ms, LongPredicate done) throws IOException {
        try (Broadcaster broadcaster = receivers()) {
            broadcast(what, broadcaster, ms, done);
            broadcaster.drain();
        }
    }

    /**
     * For so long, and until what has been shared is so: when that is, is a matter of how fast the machine is. Where it never
     * is, the test says so.
     */
    private static void broadcast(String what, Broadcaster broadcaster, long ms, LongPredicate done)
            throws IOException {
        Random random = new Random(ms);
        long before = sharedBytes();
        long startNs = System.nanoTime();
        long passedNs = 0;
        while (passedNs < ms * 1_000_000 || passedNs < LIMIT_NS && !done.test(sharedBytes() - before)) {
            ByteBuffer record = ByteBuffer.wrap(Kind.random(random, 30_000 + random.nextInt(300_000)));
            for (Broadcaster.Out out : broadcaster.outs) {
                if (out.queued() < 10) {
                    out.send(record.duplicate());
                }
            }
            broadcaster.pump(5);
            System.out.println("broadcasting");
            passedNs = System.nanoTime() - startNs;
        }
        System.out.println("store " + RecordSockets.status().store());
        System.out.println("shared " + what + " " + (sharedBytes() - before));
    }

    private static long sharedBytes() {
        return RecordSockets.status().total().sharedBytes();
    }
}
