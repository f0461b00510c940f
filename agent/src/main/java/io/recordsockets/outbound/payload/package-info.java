/**
 * What the bytes of a record are: memory, or a region of a file; counted by use, and freed by the last. Begin at {@link
 * io.recordsockets.outbound.payload.Payload}.
 */
package io.recordsockets.outbound.payload;
