/**
 * One program whose receivers are slower than it is: it keeps a backlog of bulk for each, sends urgent records behind that,
 * and withdraws what is queued. Start at {@link io.recordsockets.bench.backlog.BacklogSender}, which does so on plain NIO or
 * on record sockets; {@link io.recordsockets.bench.backlog.BacklogReceiver} writes down what came and when.
 */
package io.recordsockets.bench.backlog;
