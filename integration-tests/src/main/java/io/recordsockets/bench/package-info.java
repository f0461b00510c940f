/**
 * The benchmark runner: {@code java -jar record-bench.jar list | SCENARIO [--quick]}. {@link
 * io.recordsockets.bench.Main} reads the arguments; each {@link io.recordsockets.bench.Scenario} runs one program
 * with and without the agent, in turn, and reports ratios.
 */
package io.recordsockets.bench;
