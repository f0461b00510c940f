package io.recordsockets.bench.framing;

import java.util.Collection;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link FramingBenchmark} and prints a line for each framing and arrival: {@code row NAME ARRIVAL
 * BYTES_PER_SECOND RECORDS_PER_SECOND}. A program of its own, since the forks of JMH take over the class path, which
 * must have the agent jar.
 *
 * <p>Arguments: forks, warm-up iterations, measured iterations, milliseconds of each, and the arrivals with commas between.
 */
public final class FramingMain {
    private FramingMain() {}

    /** Runs it, one framing after the other. */
    public static void main(String[] args) throws RunnerException {
        for (String framing : SampleStream.FRAMINGS) {
            for (RunResult result : run(framing, args)) {
                System.out.println("row " + framing + " " + result.getParams().getParam("arrival") + " "
                        + rate(result, "bytes") + " " + rate(result, "records"));
            }
        }
        System.out.println("end");
    }

    private static Collection<RunResult> run(String framing, String[] effort) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(Integer.parseInt(effort[3]));
        return new Runner(new OptionsBuilder()
                        .include(FramingBenchmark.class.getName() + ".walk$")
                        .param("framing", framing)
                        .param("arrival", effort[4].split(","))
                        .forks(Integer.parseInt(effort[0]))
                        .warmupIterations(Integer.parseInt(effort[1]))
                        .measurementIterations(Integer.parseInt(effort[2]))
                        .warmupTime(time)
                        .measurementTime(time)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    private static double rate(RunResult result, String counter) {
        Result<?> rate = result.getSecondaryResults().get(counter);
        return rate.getScore();
    }
}
