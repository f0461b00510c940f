package io.recordsockets.os;

/**
 * Numbers that the JDK has no name for, as in {@code asm-generic/socket.h}, {@code linux/tcp.h} and {@code
 * asm-generic/poll.h}.
 */
public final class LinuxSocketOptions {
    /** Level of the socket itself. */
    public static final int SOL_SOCKET = 1;

    /**
     * How many bytes the receive queue must hold before the socket is readable. The kernel caps it at half of {@code
     * tcp_rmem[2]} (of a receive buffer that the application has set, at half of that) and widens the receive buffer to it.
     */
    public static final int SO_RCVLOWAT = 18;

    /** What a close does: with 0 seconds the kernel resets the connection. */
    public static final int SO_LINGER = 13;

    /** Level of TCP. */
    public static final int IPPROTO_TCP = 6;

    /** How many bytes may wait unsent in the kernel before the socket stops being writable. */
    public static final int TCP_NOTSENT_LOWAT = 25;

    /** Event of poll(2): the peer has ended its stream, or the connection has failed. */
    public static final int POLLRDHUP = 0x2000;

    /** Event of poll(2): there is urgent data. */
    public static final int POLLPRI = 2;

    /** Event of poll(2): the socket is writable. */
    public static final int POLLOUT = 4;

    private LinuxSocketOptions() {}
}
