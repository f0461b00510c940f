/**
 * What comes in on a record socket, cut into records, and where records end in what the application writes itself. Begin at
 * {@link io.recordsockets.outbound.receive.RecordReceiver}.
 */
package io.recordsockets.outbound.receive;
