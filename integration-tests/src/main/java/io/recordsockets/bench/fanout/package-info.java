/**
 * One program that sends the same records to many receivers, in several ways: plain NIO, record sockets, Netty and JeroMQ.
 * Start at {@link io.recordsockets.bench.fanout.FanOutSender}; {@link io.recordsockets.bench.fanout.FanOutReceiver} holds
 * all receivers and is the same for all.
 */
package io.recordsockets.bench.fanout;
