package io.recordsockets.bench;

import io.recordsockets.bench.report.Result;
import java.io.IOException;

/**
 * One benchmark: a workload that runs with and without the agent, in turn.
 *
 * <p><b>Threading:</b> one thread, the main thread of the runner.
 */
public interface Scenario {
    /** Its name on the command line and in the JSON. */
    String name();

    /** The workload in one line. */
    String description();

    /**
     * Runs it. Every process that it started has ended when it returns, in whatever way.
     *
     * @throws IOException where a connection or process fails
     * @throws BenchException where something is missing or an answer was wrong
     * @throws InterruptedException where the runner is to stop
     */
    Result run(Setup setup) throws IOException, BenchException, InterruptedException;

    /** The result for people. */
    default String table(Result result) {
        return result.toTable();
    }
}
