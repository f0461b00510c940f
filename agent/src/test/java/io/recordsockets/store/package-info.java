/** Tests of the shared store and of the writes that repeat, without sockets: {@link FakeSocket} stands for them. */
package io.recordsockets.store;
