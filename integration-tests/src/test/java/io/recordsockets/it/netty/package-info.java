/** Netty's NIO transport, unmodified, as JUnit classes that run inside the JVM under test. */
package io.recordsockets.it.netty;
