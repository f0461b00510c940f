/**
 * The engine against a simulated kernel: {@link io.recordsockets.engine.FakeTransport}. {@link
 * io.recordsockets.engine.InboundPropertyTest} holds what must be true of every stream; the other tests are examples.
 */
package io.recordsockets.engine;
