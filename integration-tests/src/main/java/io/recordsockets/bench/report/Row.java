package io.recordsockets.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of one measurement and its figures, in the order in which they were put.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Row {
    private final Map<String, Object> cells = new LinkedHashMap<>();

    /** Adds a parameter, such as {@code record_bytes} or {@code mode}. */
    public Row parameter(String name, Object value) {
        cells.put(name, value);
        return this;
    }

    /** Adds a figure. */
    public Row figure(String name, double value) {
        cells.put(name, value);
        return this;
    }

    /** All cells, by name. */
    public Map<String, Object> cells() {
        return cells;
    }
}
