/**
 * What applications call. Start at {@link io.recordsockets.RecordSockets}: it tells what is in force in this JVM and what
 * the record sockets of each rule did so far. Everything here works with and without the agent; without it the answers
 * say so.
 */
package io.recordsockets;
