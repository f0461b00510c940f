/** A memcached server on plain NIO. */
package io.recordsockets.demo.memcached;
