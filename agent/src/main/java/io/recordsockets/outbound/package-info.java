/**
 * The sending side: records in memory and in files, a queue by urgency for each connection, groups, receipts, and the thread
 * that goes on where a socket was full. Begin at {@link io.recordsockets.outbound.SendEngine}; {@link
 * io.recordsockets.outbound.queue.OutboundQueue} decides what goes next and knows no socket.
 */
package io.recordsockets.outbound;
