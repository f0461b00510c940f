package io.recordsockets.os;

import java.security.PrivilegedAction;

/**
 * Numbers that the JDK has no name for, as in {@code linux/tcp.h} and in {@code asm/socket.h} and {@code asm/poll.h} of each
 * architecture: most have those of {@code asm-generic}, and a number of another one is another option.
 */
public final class LinuxSocketOptions {
    private static final String ARCHITECTURE = Permissions.with(new PrivilegedAction<String>() {
        @Override
        public String run() {
            return System.getProperty("os.arch", "");
        }
    });

    /** Level of the socket itself. */
    public static final int SOL_SOCKET = socketLevel(ARCHITECTURE);

    /**
     * How many bytes the receive queue must hold before the socket is readable. The kernel caps it at half of {@code
     * tcp_rmem[2]} (of a receive buffer that the application has set, at half of that) and widens the receive buffer to it.
     */
    public static final int SO_RCVLOWAT = receiveLowWaterMark(ARCHITECTURE);

    /** What a close does: with 0 seconds the kernel resets the connection. */
    public static final int SO_LINGER = 13;

    /** Level of TCP. */
    public static final int IPPROTO_TCP = 6;

    /** How many bytes may wait unsent in the kernel before the socket stops being writable. */
    public static final int TCP_NOTSENT_LOWAT = 25;

    /** Event of poll(2): the peer has ended its stream, or the connection has failed. */
    public static final int POLLRDHUP = peerHangUp(ARCHITECTURE);

    /** Event of poll(2): there is urgent data. */
    public static final int POLLPRI = 2;

    /** Event of poll(2): the socket is writable. */
    public static final int POLLOUT = 4;

    private LinuxSocketOptions() {}

    /** @param architecture the system property {@code os.arch} */
    static int socketLevel(String architecture) {
        return isAlpha(architecture) || isMips(architecture) || isParisc(architecture) || isSparc(architecture)
                ? 0xffff
                : 1;
    }

    /** @param architecture the system property {@code os.arch} */
    static int receiveLowWaterMark(String architecture) {
        if (architecture.startsWith("ppc") || architecture.startsWith("powerpc")) {
            return 16;
        }
        if (isAlpha(architecture)) {
            return 0x1010;
        }
        if (isMips(architecture) || isParisc(architecture)) {
            return 0x1004;
        }
        return isSparc(architecture) ? 0x0800 : 18;
    }

    /** @param architecture the system property {@code os.arch} */
    static int peerHangUp(String architecture) {
        return isSparc(architecture) ? 0x800 : 0x2000;
    }

    private static boolean isAlpha(String architecture) {
        return architecture.startsWith("alpha");
    }

    private static boolean isMips(String architecture) {
        return architecture.startsWith("mips");
    }

    private static boolean isParisc(String architecture) {
        return architecture.startsWith("parisc") || architecture.startsWith("hppa");
    }

    private static boolean isSparc(String architecture) {
        return architecture.startsWith("sparc");
    }
}
