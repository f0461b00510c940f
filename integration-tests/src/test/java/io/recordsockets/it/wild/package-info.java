/**
 * Programs on the plain JDK that meet the wild, in JVMs of their own: {@link io.recordsockets.it.wild.LastFrames} and its like
 * know nothing of record sockets.
 */
package io.recordsockets.it.wild;
