package io.recordsockets.bench;

import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.scenario.DemoScenario;
import io.recordsockets.bench.scenario.FanInScenario;
import io.recordsockets.bench.scenario.FanOutActiveScenario;
import io.recordsockets.bench.scenario.FanOutBacklogScenario;
import io.recordsockets.bench.scenario.FanOutMixedScenario;
import io.recordsockets.bench.scenario.FanOutSmallScenario;
import io.recordsockets.bench.scenario.FramingScenario;
import io.recordsockets.bench.scenario.MemcachedHotScenario;
import io.recordsockets.bench.scenario.MemcachedScenario;
import io.recordsockets.bench.scenario.OverheadScenario;
import io.recordsockets.bench.scenario.PriorityScenario;
import io.recordsockets.bench.scenario.UnsendScenario;
import io.recordsockets.bench.scenario.WildScenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of the benchmark runner. Prints a table for people and, last, one line {@code RESULT {json}}.
 *
 * <p>Ends with 0 when the scenario ran, whatever its figures; with 64 when the command line makes no sense; with 1 when
 * something failed or an answer was wrong.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 64;
    private static final List<Scenario> SCENARIOS = List.of(
            new OverheadScenario(),
            new FanInScenario(),
            new FanOutSmallScenario(),
            new FanOutActiveScenario(),
            new FanOutBacklogScenario(),
            new FanOutMixedScenario(),
            new WildScenario(),
            new PriorityScenario(),
            new UnsendScenario(),
            new MemcachedScenario(),
            new MemcachedHotScenario(),
            new FramingScenario(),
            new DemoScenario());

    private Main() {}

    /** Runs one command. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and answers the exit status. */
    static int run(String... args) {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                System.out.print(Options.USAGE);
                System.out.println("scenarios:");
                list();
            } else if ("list".equals(options.command())) {
                list();
            } else {
                Scenario scenario = find(options.command());
                run(scenario, Setup.create(options));
            }
            return 0;
        } catch (UsageException e) {
            System.err.println("record-bench: " + e.getMessage());
            return USAGE;
        } catch (BenchException | IOException e) {
            System.err.println("record-bench: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("record-bench: interrupted");
            return FAILED;
        }
    }

    private static void run(Scenario scenario, Setup setup) throws IOException, BenchException, InterruptedException {
        Watchdog.start(setup.isQuick() ? 3 : 60);
        setup.progress(scenario.name() + ": " + scenario.description());
        setup.progress(setup.conditions().describe() + "; " + setup.pinning().describe());
        if (setup.isControl()) {
            setup.progress("control run: the agent is left out on both sides");
        }
        Result result = scenario.run(setup);
        System.out.println();
        System.out.print(scenario.table(result));
        System.out.println("RESULT " + result.toJson());
    }

    private static void list() {
        for (Scenario scenario : SCENARIOS) {
            System.out.printf("%-16s%s%n", scenario.name(), scenario.description());
        }
    }

    private static Scenario find(String name) throws UsageException {
        List<String> known = new ArrayList<>();
        for (Scenario scenario : SCENARIOS) {
            if (scenario.name().equals(name)) {
                return scenario;
            }
            known.add(scenario.name());
        }
        throw new UsageException("unknown scenario: scenario=" + name + "; known: list, " + String.join(", ", known));
    }
}
