/**
 * The memcached servers under test ({@link io.recordsockets.bench.demo.MemcachedProcess}), and the parts of the {@code
 * demo} scenario: ordinary memcached clients ({@link io.recordsockets.bench.demo.DemoClient}) and a relay that makes a
 * slow network of the loopback interface.
 */
package io.recordsockets.bench.demo;
