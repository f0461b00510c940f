/**
 * What waits to be sent: entries with their receivers' states, urgencies, superseding keys and timers. Knows no socket. Begin at
 * {@link io.recordsockets.outbound.queue.OutboundQueue}, which decides what goes next.
 */
package io.recordsockets.outbound.queue;
