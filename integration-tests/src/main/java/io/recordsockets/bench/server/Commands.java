package io.recordsockets.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The control pipe of a program that does one thing at a time: commands come a line each on standard input, and what the
 * program answers goes to standard output. Where a command fails, or the input ends, so does the process.
 *
 * <p><b>Threading:</b> all commands run on the thread that calls {@link #obey(Handler)}.
 */
public final class Commands {
    private Commands() {}

    /** What the program does for a command. */
    @FunctionalInterface
    public interface Handler {
        /** Does it, and prints the answer. The first word is the name of the command. */
        void handle(String[] words) throws IOException, InterruptedException;
    }

    /** Obeys until the input ends, and then ends the process. */
    public static void obey(Handler handler) {
        int status = 1;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                handler.handle(line.trim().split(" "));
            }
            status = 0;
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // threads of libraries would keep the process alive
            Runtime.getRuntime().halt(status);
        }
    }

    /** Ends the process at once: what was received or sent is wrong, and no figure may come of it. */
    public static void fail(String what) {
        System.err.println(what);
        Runtime.getRuntime().halt(1);
    }
}
