/**
 * One buffer for many receivers. {@link io.recordsockets.store.SharedStore} keeps bytes in memory files whose pages the queues
 * of many sockets share; {@link io.recordsockets.store.SharedWrites} recognises an application's writes of the same bytes to
 * several sockets and sends them from there.
 */
package io.recordsockets.store;
