/**
 * The channel under a record socket and its options: one of the JDK's, or one of the agent's, whose own writes join the queue.
 * Begin at {@link io.recordsockets.outbound.transport.Transport}.
 */
package io.recordsockets.outbound.transport;
