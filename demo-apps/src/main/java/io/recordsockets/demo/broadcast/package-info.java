/**
 * A node that broadcasts large blocks and small urgent votes to its subscribers, and retracts blocks that are superseded:
 * the case that the records API comes from. {@link io.recordsockets.demo.broadcast.RecordsPublisher} is the example of how
 * the API is used; {@link io.recordsockets.demo.broadcast.PlainPublisher} is the same on plain NIO, with nothing of Record
 * Sockets in it. Begin at {@link io.recordsockets.demo.broadcast.Main}.
 */
package io.recordsockets.demo.broadcast;
