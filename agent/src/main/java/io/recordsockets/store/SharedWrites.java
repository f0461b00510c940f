package io.recordsockets.store;

import io.recordsockets.monitor.RuleCounters;
import io.recordsockets.os.LinuxSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import sun.nio.ch.RecordSharing;
import sun.nio.ch.RecordTransport;

/**
 * The large writes of one connection: those that repeat what another connection has written, and go to a receiver that lags
 * behind, leave as shared pages.
 *
 * <p><b>Assumptions and guarantees:</b>
 *
 * <ol>
 *   <li>What leaves as shared pages was equal to the application's bytes, byte for byte, within the call. Where anything else
 *       is seen, or the store refuses, the write is the JDK's own.
 *   <li>Receivers that keep up ({@link ReceiverPace}) get plain writes, which cost less there: 124 to 170 microseconds for 1 MiB
 *       against 165 to 260. To one that has stopped reading, a plain write takes 160 to 200 and a shared one 100 to 135, of
 *       which the comparison is 46; with 64 KiB it is 9 to 11 and 11 to 16 (JDK 17, Linux 6.18, loopback).
 *   <li>A write answers what the kernel has taken. To keep a part in user space, by reference, would take less memory where
 *       windows are tiny, and the kernel makes hundreds of packets of each MiB; but it would be lost with the process, which
 *       on plain TCP it is not. Records that are sent through the API wait in user space.
 * </ol>
 *
 * <p><b>Threading:</b> guarded by the channel's write lock.
 */
public final class SharedWrites implements RecordSharing, ReceiverPace.KernelQueue {
    /** As {@link SharedStore#WORTH_SHARING}, where the operator asked for sharing. */
    static final int FROM_ON = 8 << 10;

    /** Writes without repetition after which most are not looked at any more. */
    private static final int MISSES_TO_PAUSE = 8;

    private static final int PAUSE_WRITES = 15;

    private final RecordTransport transport;
    private final RecentWrites recent;
    private final RuleCounters counters;
    private final boolean pauses;
    private final int writer;

    private final ReceiverPace pace;

    /** What was written last; for the next write to see whether it was repeated. */
    private RecentWrite last;

    private int misses;
    private int pause;

    /** What is left of a write that the kernel took in part; null where nothing is. */
    private RecentWrite rest;

    private int restOffset;

    /** What failed a gathering write of which the kernel had taken something: the next write's to tell. */
    private IOException failure;

    /**
     * For a connection that is new.
     *
     * @param always whether to look at every large write, and to share what can be; else it looks only while it finds
     *     repetition, and leaves alone who keeps up
     */
    public SharedWrites(RecordTransport transport, RecentWrites recent, RuleCounters counters, boolean always) {
        this.transport = transport;
        this.recent = recent;
        this.counters = counters;
        this.pauses = !always;
        this.writer = recent.newWriter();
        this.pace = new ReceiverPace(this, always);
    }

    /**
     * Writes of fewer bytes are not looked at.
     *
     * @param always as in the constructor
     */
    public static int from(boolean always) {
        return always ? FROM_ON : SharedStore.WORTH_SHARING;
    }

    @Override
    public int from() {
        return from(!pauses);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        tellFailure();
        return writeOne(src);
    }

    private void tellFailure() throws IOException {
        if (failure != null) {
            IOException e = failure;
            failure = null;
            throw e;
        }
    }

    private int writeOne(ByteBuffer src) throws IOException {
        int length = src.remaining();
        if (pace.keepsUp()) {
            // Nothing to share, and nothing to look for.
            rest = null;
            int n = transport.send(src);
            pace.taken(n, length);
            return n;
        }
        int offset = rest != null && rest.length() - restOffset == length ? restOffset : 0;
        RecentWrite write = offset > 0 ? rest : find(src);
        rest = null;
        if (write == null) {
            return transport.send(src);
        }
        int n = write.repeated() && lags() ? sendStored(write, offset, src) : -1;
        if (n < 0) {
            n = transport.send(src);
        }
        pace.taken(n, length);
        if (n < length && offset + n > 0) {
            rest = write;
            restOffset = offset + n;
        }
        return n;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        tellFailure();
        if (pace.keepsUp()) {
            rest = null;
            long offered = remaining(srcs, offset, length);
            long n = transport.send(srcs, offset, length);
            pace.taken(n, offered);
            return n;
        }
        // A buffer may be there twice, and is then sent twice, as it was before the call.
        ByteBuffer[] views = new ByteBuffer[length];
        int[] before = new int[length];
        for (int i = 0; i < length; i++) {
            views[i] = srcs[offset + i].duplicate();
            before[i] = views[i].position();
        }
        try {
            return write(views);
        } finally {
            for (int i = 0; i < length; i++) {
                if (views[i].position() > before[i]) {
                    srcs[offset + i].position(views[i].position());
                }
            }
        }
    }

    /** In pieces: the large ones by themselves, and what is between two of them together. */
    private long write(ByteBuffer[] srcs) throws IOException {
        int from = from();
        long written = 0;
        int end = 0;
        for (int begin = 0; begin < srcs.length; begin = end) {
            boolean large = srcs[begin].remaining() >= from;
            end = begin + 1;
            while (!large && end < srcs.length && srcs[end].remaining() < from) {
                end++;
            }
            long offered = remaining(srcs, begin, end - begin);
            long n;
            try {
                n = large ? writeOne(srcs[begin]) : transport.send(srcs, begin, end - begin);
            } catch (IOException | OutOfMemoryError e) {
                if (written == 0) {
                    throw e;
                }
                // To the JDK, this is one write. A reset is told by the kernel once; a close can be seen.
                failure = e instanceof IOException iOException && !(e instanceof ClosedChannelException)
                        ? iOException
                        : null;
                return written;
            }
            written += n;
            if (n < offered) {
                break;
            }
        }
        return written;
    }

    private static long remaining(ByteBuffer[] buffers, int offset, int length) {
        long remaining = 0;
        for (int i = offset; i < offset + length; i++) {
            remaining += buffers[i].remaining();
        }
        return remaining;
    }

    /** The write that this one repeats or begins; null where it is not looked at. */
    private RecentWrite find(ByteBuffer src) {
        if (pause > 0) {
            pause--;
            return null;
        }
        if (last != null && pauses) {
            misses = last.repeated() ? 0 : misses + 1;
            if (misses > MISSES_TO_PAUSE) {
                misses = MISSES_TO_PAUSE;
                pause = PAUSE_WRITES;
            }
        }
        last = recent.find(src, writer);
        if (last.repeated()) {
            misses = 0;
            pause = 0;
        }
        return last;
    }

    private boolean lags() {
        try {
            return pace.lags();
        } catch (IOException e) {
            cannotShare(e);
            return false;
        }
    }

    /** The application did not ask for what has failed. */
    private void cannotShare(IOException cause) {
        pace.ignore();
        recent.cannotShare(cause);
    }

    /** With TCP_NOTSENT_LOWAT at 1, a socket is writable where nothing waits to be sent. */
    @Override
    public boolean allSent() throws IOException {
        transport.intOption(LinuxSocketOptions.IPPROTO_TCP, LinuxSocketOptions.TCP_NOTSENT_LOWAT, 1);
        try {
            return (transport.poll(LinuxSocketOptions.POLLOUT) & LinuxSocketOptions.POLLOUT) != 0;
        } finally {
            transport.intOption(LinuxSocketOptions.IPPROTO_TCP, LinuxSocketOptions.TCP_NOTSENT_LOWAT, 0);
        }
    }

    /** @return how many bytes the kernel took; -1 where nothing was tried */
    private int sendStored(RecentWrite write, int offset, ByteBuffer src) throws IOException {
        RecentWrite.Stored stored = recent.stored(write, offset, src, writer);
        if (stored == null) {
            return -1;
        }
        StoreRegion region = stored.region;
        try {
            int from = offset - stored.offset;
            if (!region.holds(from, src)) {
                write.differs();
                return -1;
            }
            if (stored.writer != writer) {
                write.matched();
            }
            int n;
            try {
                n = (int) transport.send(region.file(), region.position() + from, src.remaining());
            } catch (IOException e) {
                return plainAfter(e, src);
            }
            src.position(src.position() + n);
            write.used(System.nanoTime());
            counters.shared(n);
            return n;
        } finally {
            region.release();
        }
    }

    /** A plain write instead. Where that fails as well, the connection does: the kernel tells why to the first that asks. */
    private int plainAfter(IOException failed, ByteBuffer src) throws IOException {
        try {
            int n = transport.send(src);
            cannotShare(failed);
            return n;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw failed;
        }
    }
}
