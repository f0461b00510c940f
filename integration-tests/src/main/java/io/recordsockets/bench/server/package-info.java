/**
 * The programs under test, written as anyone would write them on plain NIO: nothing in here knows of record sockets.
 * Start at {@link io.recordsockets.bench.server.RecordServer}. The benchmark runner starts each of them once with and
 * once without the agent, in JVMs of their own.
 */
package io.recordsockets.bench.server;
