/**
 * The other end of the servers under test: clients that keep many connections busy from one thread. Start at {@link
 * io.recordsockets.bench.load.ClosedLoop}.
 */
package io.recordsockets.bench.load;
