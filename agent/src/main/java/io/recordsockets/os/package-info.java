/** The numbers of Linux. {@link io.recordsockets.os.LinuxSocketOptions} is the only place that names them. */
package io.recordsockets.os;
