/**
 * A memcached server on plain NIO: selectors, socket channels and nothing else. It knows nothing of records, so that it
 * can stand for the unmodified application. {@link io.recordsockets.demo.memcached.Main} starts it; {@link
 * io.recordsockets.demo.memcached.Server} is the same for a test.
 */
package io.recordsockets.demo.memcached;
