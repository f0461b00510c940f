/**
 * What a scenario reports: rows of figures ({@link io.recordsockets.bench.report.Row}), as a table for people and as
 * JSON for programs.
 */
package io.recordsockets.bench.report;
