/**
 * Links of a known rate between a sender and its receivers: {@link io.recordsockets.bench.link.Link} makes them of network
 * namespaces where it may, and of a relay process elsewhere.
 */
package io.recordsockets.bench.link;
