package io.recordsockets.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory of the machine is taken: what {@code MemAvailable} of {@code /proc/meminfo} lacks. That holds the socket
 * queues of the kernel, files in memory, and the resident memory of the watched processes with their direct buffers; neither
 * {@code /proc/net/sockstat} nor {@code ss -m} would do, since each socket is charged in full for pages that it shares.
 *
 * <p>Pages that the kernel keeps at hand for each core ({@code /proc/zoneinfo}) count as available, though MemAvailable leaves
 * them out: after a run with large socket queues that is most of their memory, and the next run would seem to need none.
 *
 * <p>The anonymous memory of all processes but the watched ones ({@code AnonPages} less their {@code RssAnon}) is left out:
 * other programs come and go on the machine. What these do to the rest still shows, as noise; so measure in pairs.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class MemoryProbe {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Path ZONES = Path.of("/proc/zoneinfo");
    private static final Pattern AT_HAND = Pattern.compile("^ +count: +(\\d+)$", Pattern.MULTILINE);
    private static final long KIB = 1024;

    /** That of x86-64, and of the usual kernels on other 64-bit machines. */
    private static final long PAGE_BYTES = 4096;

    /** What may come and go between two looks at a machine that is at rest. */
    private static final long STILL_BYTES = 2 << 20;

    private static final int LOOKS = 4;
    private static final long LOOK_MS = 40;
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final List<Long> watched;

    /** Watches these processes, by their numbers. */
    public MemoryProbe(Long... pids) {
        this.watched = List.of(pids);
    }

    /** What is taken now, in bytes. */
    public long takenBytes() throws IOException {
        String meminfo = Files.readString(MEMINFO);
        long others = kilobytes(meminfo, "AnonPages:");
        for (long pid : watched) {
            others -= kilobytes(Files.readString(Path.of("/proc/" + pid + "/status")), "RssAnon:");
        }
        long taken = kilobytes(meminfo, "MemTotal:") - kilobytes(meminfo, "MemAvailable:") - others;
        return taken * KIB - pagesAtHand(Files.readString(ZONES)) * PAGE_BYTES;
    }

    /** The sum over all zones and cores. */
    static long pagesAtHand(String zones) {
        long sum = 0;
        Matcher counts = AT_HAND.matcher(zones);
        while (counts.find()) {
            sum += Long.parseLong(counts.group(1));
        }
        return sum;
    }

    /** The same as soon as several looks in a row agree; where that takes too long, the last one. */
    public Reading settled() throws IOException, InterruptedException {
        return settledBelow(Long.MAX_VALUE);
    }

    /**
     * The same as soon as, besides, no more than so much is taken: the kernel gives back what a process has left a little
     * after its end.
     */
    public Reading settledBelow(long limitBytes) throws IOException, InterruptedException {
        long endNs = System.nanoTime() + PATIENCE_NS;
        long last = takenBytes();
        int agree = 0;
        while (agree < LOOKS && System.nanoTime() - endNs < 0) {
            Thread.sleep(LOOK_MS);
            long now = takenBytes();
            agree = Math.abs(now - last) <= STILL_BYTES && now <= limitBytes ? agree + 1 : 0;
            last = now;
        }
        return new Reading(last, agree == LOOKS);
    }

    /**
     * What is taken.
     *
     * @param isStill whether the machine was at rest
     */
    public record Reading(long bytes, boolean isStill) {}

    /** A line such as {@code MemAvailable:   22273004 kB}. */
    static long kilobytes(String text, String name) throws IOException {
        for (String line : text.split("\n")) {
            if (line.startsWith(name)) {
                String number = line.substring(name.length()).trim();
                return Long.parseLong(number, 0, number.indexOf(' '), 10);
            }
        }
        throw new IOException("the kernel does not tell: name=" + name);
    }
}
