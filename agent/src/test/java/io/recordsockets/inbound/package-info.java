/**
 * The engine against a simulated kernel: {@link io.recordsockets.inbound.FakeTransport}. {@link
 * io.recordsockets.inbound.InboundPropertyTest} holds what must be true of every stream; the other tests are examples.
 */
package io.recordsockets.inbound;
