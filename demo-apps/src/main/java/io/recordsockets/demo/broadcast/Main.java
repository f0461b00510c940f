package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * Starts the broadcast application: {@code java -jar broadcast.jar [demo|node|subscribe] [options]}. Without a command it
 * is the demonstration.
 */
public final class Main {
    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_USAGE = 2;

    private Main() {}

    /** @param arguments a command and its options; {@code --help} prints them */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** @return the exit code: 0, 1 where something failed, 2 for a wrong command line */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            String first = arguments.isEmpty() ? "" : arguments.get(0);
            if (first.equals("--help") || first.equals("-h") || first.equals("help")) {
                out.print(Command.overview());
                return 0;
            }
            boolean named = !first.isEmpty() && !first.startsWith("-");
            Command command = named ? Command.of(first) : Command.DEMO;
            Settings settings = command.parse(arguments.subList(named ? 1 : 0, arguments.size()));
            if (settings.has(Option.HELP)) {
                out.print(command.help());
                return 0;
            }
            return run(command, settings, out);
        } catch (UsageException e) {
            err.println("broadcast: " + e.getMessage());
            return EXIT_USAGE;
        } catch (IOException | IllegalStateException e) {
            err.println("broadcast: " + e.getMessage());
            return EXIT_FAILURE;
        } catch (InterruptedException e) {
            err.println("broadcast: interrupted");
            return EXIT_FAILURE;
        }
    }

    private static int run(Command command, Settings settings, PrintStream out)
            throws IOException, InterruptedException, UsageException {
        switch (command) {
            case NODE:
                return new NodeCommand(settings, out).run();
            case SUBSCRIBE:
                return new SubscribeCommand(settings, out).run();
            default:
                return new DemoCommand(settings, out).run();
        }
    }
}
