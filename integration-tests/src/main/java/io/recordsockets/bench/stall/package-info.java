/**
 * One program that sends the same large record to receivers which have stopped reading, in several ways: plain NIO, Netty and
 * record sockets. Start at {@link io.recordsockets.bench.stall.StalledSender}; {@link
 * io.recordsockets.bench.stall.StalledReceiver} holds all receivers, and nothing but their sockets.
 */
package io.recordsockets.bench.stall;
