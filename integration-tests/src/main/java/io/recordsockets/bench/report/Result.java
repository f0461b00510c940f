package io.recordsockets.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a scenario found.
 *
 * @param scenario its name
 * @param conditions where it ran
 * @param keys the figures it promises
 * @param rows one for each measurement
 */
public record Result(String scenario, Conditions conditions, List<Key> keys, List<Row> rows) {
    /** Keeps copies of the lists. */
    public Result {
        keys = List.copyOf(keys);
        rows = List.copyOf(rows);
    }

    /** The JSON object: scenario, conditions, the worst figure of each key, and the rows. */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", scenario);
        json.put("jdk", conditions.jdk());
        json.put("congestion_control", conditions.congestionControl());
        json.putAll(worst());
        List<Map<String, Object>> all = new ArrayList<>();
        for (Row row : rows) {
            all.add(row.cells());
        }
        json.put("rows", all);
        return Json.write(json);
    }

    /** Each key's worst figure over the rows that have it. */
    Map<String, Double> worst() {
        Map<String, Double> worst = new LinkedHashMap<>();
        for (Key key : keys) {
            for (Row row : rows) {
                if (row.cells().get(key.name()) instanceof Double figure) {
                    worst.merge(key.name(), figure, key::worse);
                }
            }
        }
        return worst;
    }

    /** The table for people: one line for each row; a figure that a row has not is blank. */
    public String toTable() {
        Set<String> names = new LinkedHashSet<>();
        for (Row row : rows) {
            names.addAll(row.cells().keySet());
        }
        Table table = new Table(new ArrayList<>(names));
        for (Row row : rows) {
            List<Object> cells = new ArrayList<>();
            for (String name : names) {
                Object cell = row.cells().get(name);
                cells.add(cell == null ? "" : cell);
            }
            table.add(cells);
        }
        return table.toString();
    }
}
