/**
 * The sending side. Begin at {@link io.recordsockets.outbound.OutboundTest} for one connection, at {@link
 * io.recordsockets.outbound.queue.OutboundQueueTest} for what goes next, and at {@link
 * io.recordsockets.outbound.JoinedWriteTest} for what an application sees of it under the agent.
 */
package io.recordsockets.outbound;
