package io.recordsockets.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {
    private final Result result = new Result(
            "fan-in",
            new Conditions("17.0.1", "cubic"),
            List.of(Key.higher("cpu_ratio"), Key.lower("reads_per_record"), Key.lower("premain_ms")),
            List.of(
                    new Row()
                            .parameter("record_bytes", 64)
                            .figure("cpu_ratio", 0.9)
                            .figure("reads_per_record", 1.5)
                            .figure("plain_reads", 7),
                    new Row()
                            .parameter("record_bytes", 128)
                            .figure("cpu_ratio", 4)
                            .figure("reads_per_record", 2),
                    new Row().parameter("mode", "start-up").figure("premain_ms", 30)));

    @Test
    void putsTheWorstOfEachKeyAtTheTopOfTheJson() {
        assertEquals(
                "{\"scenario\":\"fan-in\",\"jdk\":\"17.0.1\",\"congestion_control\":\"cubic\",\"cpu_ratio\":0.9,\"reads_per_record\":2,\"premain_ms\":30,"
                        + "\"rows\":[{\"record_bytes\":64,\"cpu_ratio\":0.9,\"reads_per_record\":1.5,\"plain_reads\":7},"
                        + "{\"record_bytes\":128,\"cpu_ratio\":4,\"reads_per_record\":2},"
                        + "{\"mode\":\"start-up\",\"premain_ms\":30}]}",
                result.toJson());
    }

    @Test
    void leavesCellsBlankThatARowHasNot() {
        List<String> lines = result.toTable().lines().toList();
        assertEquals("record_bytes  cpu_ratio  reads_per_record  plain_reads  mode      premain_ms", lines.get(0));
        assertEquals("         128      4.000             2.000", lines.get(2));
        assertEquals("                                                        start-up        30.0", lines.get(3));
    }
}
