package io.recordsockets.it.stress;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;

/**
 * The receiving end of one connection, which checks each byte against the model. Any thread may read; one after the other, as
 * else nobody could tell the order.
 */
final class Receiver {
    final int number;
    final SentStream stream;
    final SocketChannel channel;
    private final Attack attack;

    /** Bytes that may have been sent: raised before they are. */
    volatile int sent;

    volatile int received;

    /** How the stream ended for the receiver; null while it goes on. */
    volatile String end;

    /** This side closes or shuts its input in the middle of the stream, so bytes may be missing at the end. */
    volatile boolean cut;

    /** Reads that ended within a record, and reads in all. */
    volatile int partReads;

    volatile int reads;

    Receiver(Attack attack, int number, SocketChannel channel, SentStream stream) {
        this.attack = attack;
        this.number = number;
        this.channel = channel;
        this.stream = stream;
    }

    /**
     * Reads as an application would: until there is no more, or a few times only.
     *
     * @return whether the stream goes on
     */
    synchronized boolean read(Random random) {
        int times = channel.isBlocking() || random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(50);
        try {
            for (int i = 0; i < times && end == null; i++) {
                int n = readOnce(random);
                if (n < 0) {
                    ended("end of stream");
                } else if (n == 0) {
                    break;
                }
            }
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            ended(e.toString());
        }
        return end == null;
    }

    private int readOnce(Random random) throws IOException {
        int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 300);
        if (stream.length() > 300_000) {
            size *= 50;
        }
        switch (random.nextInt(4)) {
            case 0: {
                ByteBuffer[] parts = {
                    ByteBuffer.allocate(random.nextInt(6)),
                    ByteBuffer.allocateDirect(size),
                    ByteBuffer.allocate(random.nextInt(3000))
                };
                long n = channel.read(parts);
                int left = (int) Math.max(n, 0);
                for (ByteBuffer part : parts) {
                    int taken = Math.min(left, part.capacity());
                    check(part.position() == taken, "scattered unevenly");
                    left -= taken;
                    took(part.flip());
                }
                return counted((int) n);
            }
            case 1: {
                ByteBuffer direct = ByteBuffer.allocateDirect(size);
                int n = channel.read(direct);
                took(direct.flip());
                return counted(n);
            }
            case 2: {
                if (channel.isBlocking()) {
                    byte[] array = new byte[size];
                    channel.socket().setSoTimeout(random.nextBoolean() ? 0 : 1 + random.nextInt(150));
                    int n = channel.socket().getInputStream().read(array);
                    check(n != 0, "a stream read nothing");
                    took(ByteBuffer.wrap(array, 0, Math.max(n, 0)));
                    return counted(n);
                }
                ByteBuffer view = ByteBuffer.allocate(size + 10)
                        .position(7)
                        .limit(7 + size)
                        .slice();
                int n = channel.read(view);
                took(view.flip());
                return counted(n);
            }
            default: {
                ByteBuffer heap = ByteBuffer.allocate(size);
                int n = channel.read(heap);
                check(heap.position() == Math.max(n, 0), "position is not what was answered");
                took(heap.flip());
                return counted(n);
            }
        }
    }

    private int counted(int n) {
        check(n != 0 || !channel.isBlocking() || !channel.isOpen(), "a blocking read answered 0");
        reads++;
        if (n > 0 && !stream.isBoundary(received)) {
            partReads++;
        }
        return n;
    }

    private void took(ByteBuffer bytes) {
        int at = received;
        check(at + bytes.remaining() <= sent, "more bytes than were sent");
        while (bytes.hasRemaining()) {
            check(bytes.get() == stream.bytes[at], "wrong byte, position=" + at);
            at++;
        }
        received = at;
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            attack.fail(what + ", " + this, null);
        }
    }

    void ended(String how) {
        end = how;
        try {
            channel.close();
        } catch (IOException e) {
            attack.fail("close failed, " + this, e);
        }
    }

    @Override
    public String toString() {
        return "connection=" + number + ", sent=" + sent + ", received=" + received + ", boundary="
                + stream.isBoundary(sent) + ", length=" + stream.length() + ", end=" + end + ", cut=" + cut
                + ", channel=" + channel;
    }
}
