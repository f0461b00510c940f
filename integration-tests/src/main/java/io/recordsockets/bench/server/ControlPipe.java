package io.recordsockets.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * How the runner asks a server for its counts: one command a line on standard input, one answer a line on standard
 * output.
 *
 * <pre>
 * mark      from here on it is counted; answers "marked"
 * stats     answers "stats " and {@link ServerStats#toLine()} since the mark
 * await N   the same, as soon as N records are whole since the mark
 * (end)     the process ends
 * </pre>
 *
 * <p><b>Threading:</b> the commands run on a thread of their own; the selector thread calls {@link #recordsSeen(long)}.
 */
final class ControlPipe {
    private final Counters counters;
    private final BufferedReader in;
    private final PrintStream out;

    /** Written by the control thread, read by the selector thread. */
    private volatile Target target = new Target(Long.MAX_VALUE, new CountDownLatch(1));

    /** Control thread alone. */
    private ServerStats mark;

    ControlPipe(Counters counters, InputStream in, PrintStream out) {
        this.counters = counters;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.mark = now();
    }

    void start() {
        Thread thread = new Thread(this::obey, "control");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets {@code await} go on. Called by the selector thread after each wake-up; costs one volatile read. */
    void recordsSeen(long records) {
        Target target = this.target;
        if (records >= target.records) {
            target.reached.countDown();
        }
    }

    private void obey() {
        int status = 1;
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                obey(line.trim());
            }
            status = 0;
        } catch (IOException | RuntimeException e) {
            System.err.println("control pipe failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            System.exit(status);
        }
    }

    private void obey(String line) throws InterruptedException {
        if (line.equals("mark")) {
            mark = now();
            out.println("marked");
        } else if (line.equals("stats")) {
            out.println("stats " + now().since(mark).toLine());
        } else if (line.startsWith("await ")) {
            await(mark.records() + Long.parseLong(line.substring("await ".length())));
            out.println("stats " + now().since(mark).toLine());
        } else {
            throw new IllegalArgumentException("unknown command: line=" + line + "; known: mark, stats, await N");
        }
    }

    private void await(long records) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        target = new Target(records, reached);
        // the records may have come before the target was set, and no wake-up may follow
        if (counters.records() < records) {
            reached.await();
        }
    }

    private ServerStats now() {
        return counters.snapshot(System.nanoTime());
    }

    /** How many records are waited for, and what tells that they are there. */
    private record Target(long records, CountDownLatch reached) {}
}
