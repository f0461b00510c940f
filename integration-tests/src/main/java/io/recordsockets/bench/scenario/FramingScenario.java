package io.recordsockets.bench.scenario;

import io.recordsockets.bench.BenchException;
import io.recordsockets.bench.Scenario;
import io.recordsockets.bench.Setup;
import io.recordsockets.bench.framing.FramingMain;
import io.recordsockets.bench.process.ChildProcess;
import io.recordsockets.bench.process.JavaCommand;
import io.recordsockets.bench.report.Key;
import io.recordsockets.bench.report.Result;
import io.recordsockets.bench.report.Row;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The parser of each framing goes over a mebibyte of requests in memory, all there at once or growing in pieces of
 * 1400 bytes, measured by JMH. There is no program without the record part to compare with: the figures are rates, to
 * be held against what a core reads from sockets in a second.
 */
public final class FramingScenario implements Scenario {
    private static final List<Key> KEYS = List.of(Key.higher("bytes_per_second"), Key.higher("records_per_second"));

    /** Forks, warm-up iterations, measured iterations, milliseconds of each, arrivals. */
    private static final String[] FULL = {"2", "3", "5", "1000", "whole,pieces"};

    /** Most of a quick run goes into starting JVMs: the harder arrival alone. */
    private static final String[] QUICK = {"1", "3", "3", "150", "pieces"};

    @Override
    public String name() {
        return "framing";
    }

    @Override
    public String description() {
        return "the parsers alone, on streams in memory (JMH): bytes and records per second";
    }

    @Override
    public Result run(Setup setup) throws IOException, BenchException {
        String classPath = setup.benchJar() + File.pathSeparator + setup.agentJar();
        JavaCommand command = JavaCommand.ofClass(
                        setup.java(), classPath, FramingMain.class, setup.isQuick() ? QUICK : FULL)
                .with("-Djmh.ignoreLock=true")
                .behind(setup.pinning().server());
        List<Row> rows = new ArrayList<>();
        try (ChildProcess jmh = ChildProcess.start(command.words())) {
            for (String row = jmh.awaitLine(""); !row.equals("end"); row = jmh.awaitLine("")) {
                rows.add(row(row.split(" ")));
            }
        }
        return new Result(name(), setup.conditions(), KEYS, rows);
    }

    private static Row row(String[] words) throws IOException {
        if (words.length != 5) {
            throw new IOException("JMH answered something else than a row: " + String.join(" ", words));
        }
        return new Row()
                .parameter("framing", words[1])
                .parameter("mode", words[2])
                .figure("bytes_per_second", Double.parseDouble(words[3]))
                .figure("records_per_second", Double.parseDouble(words[4]));
    }
}
