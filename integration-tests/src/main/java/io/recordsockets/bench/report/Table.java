package io.recordsockets.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text in columns: words to the left, numbers to the right.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> lines = new ArrayList<>();
    private final int[] widths;
    private final boolean[] words;

    /** Begins with a line of headings. */
    public Table(List<String> headings) {
        widths = new int[headings.size()];
        words = new boolean[headings.size()];
        addLine(headings);
    }

    /** Adds a line of as many cells as there are headings. */
    public void add(List<?> cells) {
        if (cells.size() != widths.length) {
            throw new IllegalArgumentException(
                    "cells do not fit the headings: cells=" + cells.size() + " headings=" + widths.length);
        }
        List<String> line = new ArrayList<>();
        for (int column = 0; column < widths.length; column++) {
            Object cell = cells.get(column);
            words[column] |= cell instanceof String word && !word.isEmpty();
            line.add(cell instanceof Double number ? format(number) : cell.toString());
        }
        addLine(line);
    }

    /** As many digits as are of use: none behind the point from 100 on, three below 10. */
    public static String format(double number) {
        double size = Math.abs(number);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.3f", number);
    }

    private void addLine(List<String> line) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], line.get(column).length());
        }
        lines.add(List.copyOf(line));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder out = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = line.get(column);
                String pad = " ".repeat(widths[column] - cell.length());
                out.append(column == 0 ? "" : GAP).append(words[column] ? cell + pad : pad + cell);
            }
            text.append(out.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
