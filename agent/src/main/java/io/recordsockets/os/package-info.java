/**
 * What is below: the numbers of Linux, of which {@link io.recordsockets.os.LinuxSocketOptions} is the only place, members of
 * the JDK, and its permissions.
 */
package io.recordsockets.os;
