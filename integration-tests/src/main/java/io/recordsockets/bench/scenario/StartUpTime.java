package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.report.Medians;
import io.recordsockets.bench.server.Noop;
import java.io.IOException;
import java.util.List;

/**
 * What the agent adds to the start of a JVM: a program that does nothing runs from start to exit, once without and
 * once with the agent, in pairs whose order changes; the figure is the median of the differences.
 */
final class StartUpTime {
    private static final int WARM_UP_PAIRS = 2;

    private StartUpTime() {}

    /** The median difference in milliseconds. */
    static double addedMs(Setup setup, int pairs, String rules)
            throws IOException, BenchException, InterruptedException {
        JavaCommand plain = JavaCommand.ofClass(setup.java(), setup.benchJar().toString(), Noop.class)
                .with("-Xshare:auto")
                .behind(setup.pinning().free());
        List<String> without = plain.words();
        List<String> with = setup.withAgent(plain, rules).words();
        Medians added = new Medians();
        for (int pair = -WARM_UP_PAIRS; pair < pairs; pair++) {
            boolean agentFirst = pair % 2 != 0;
            double first = runMs(agentFirst ? with : without);
            double second = runMs(agentFirst ? without : with);
            if (pair >= 0) {
                added.add(agentFirst ? first - second : second - first);
            }
        }
        return added.median();
    }

    private static double runMs(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        long start = System.nanoTime();
        int status = builder.start().waitFor();
        long end = System.nanoTime();
        if (status != 0) {
            throw new IOException("a program that does nothing failed: status=" + status + " command=" + command);
        }
        return (end - start) / 1e6;
    }
}
