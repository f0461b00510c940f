/**
 * What a record socket does, per connection and without sockets: {@link io.recordsockets.inbound.Inbound} decides when input
 * goes to the application, {@link io.recordsockets.inbound.RecordTracker} knows where in the stream the records end. Nothing
 * here knows selectors.
 *
 * <p>Positions are absolute: bytes of the stream from the connection's first byte on.
 */
package io.recordsockets.inbound;
