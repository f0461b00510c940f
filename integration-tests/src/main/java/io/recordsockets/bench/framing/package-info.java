/**
 * How fast the parsers of the built-in framings go over a stream that is in memory, by JMH. Start at {@link
 * io.recordsockets.bench.framing.FramingBenchmark}; {@link io.recordsockets.bench.framing.FramingMain} runs it in a
 * JVM whose class path has the agent jar.
 */
package io.recordsockets.bench.framing;
