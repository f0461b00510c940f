package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts a memcached server: {@code java -jar memcached.jar -p 11211 -m 64}. When it listens, it prints a line {@code
 * memcached: listening on 127.0.0.1:11211} for each address. SIGTERM ends it.
 */
public final class Main {
    /** Exit status for a wrong command line: EX_USAGE of sysexits.h. */
    private static final int EXIT_USAGE = 64;

    private static final int EXIT_FAILURE = 1;
    /** Part of the heap that items may take before it is worth a warning. */
    private static final double HEAP_PART = 0.8;

    private Main() {}

    /**
     * Runs the server until it is told to end.
     *
     * @param arguments options as memcached has them; {@code --help} prints them
     */
    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (UsageException e) {
            System.err.println("memcached: " + e.getMessage());
            System.exit(EXIT_USAGE);
            return;
        }
        if (options.help) {
            System.out.print(OptionsParser.help());
        } else if (options.version) {
            System.out.println("memcached " + Version.PROTOCOL + " (Record Sockets demo " + Version.BUILD + ")");
        } else if (options.daemon && !Daemon.isOne()) {
            System.exit(Daemon.spawn(arguments));
        } else {
            run(options);
        }
    }

    private static void run(Options options) {
        warnOfSmallHeap(options);
        try {
            Server server = Server.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "memcached-shutdown"));
            if (options.pidFile != null) {
                Files.writeString(
                        Path.of(options.pidFile), ProcessHandle.current().pid() + "\n");
            }
            for (InetSocketAddress address : server.addresses()) {
                System.out.println("memcached: listening on " + Server.text(address));
            }
            if (options.daemon) {
                System.out.println(Daemon.READY);
            }
            System.out.flush();
        } catch (IOException e) {
            System.err.println("memcached: cannot start: " + e.getMessage());
            System.exit(EXIT_FAILURE);
        }
    }

    private static void warnOfSmallHeap(Options options) {
        long heap = Runtime.getRuntime().maxMemory();
        if (options.memoryLimit > heap * HEAP_PART) {
            System.err.println("memcached: the memory limit may not fit the heap: memory_limit_mb="
                    + (options.memoryLimit >> 20) + " heap_mb=" + (heap >> 20) + ", start java with a larger -Xmx");
        }
    }
}
