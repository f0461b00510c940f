/**
 * The scenarios of the benchmark runner, one class each, and what they share. Each compares a server with the agent
 * to the same server without.
 */
package io.recordsockets.bench.scenario;
