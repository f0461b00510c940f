/**
 * What one system call writes: batches taken from a queue, as copies, as they are, or as pages that the queues of several
 * connections share. Begin at {@link io.recordsockets.outbound.write.OutboundWriter}.
 */
package io.recordsockets.outbound.write;
