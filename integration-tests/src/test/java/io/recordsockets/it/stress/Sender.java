package io.recordsockets.it.stress;

import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The peer of one connection: sends random pieces with random gaps, and now and then waits until all of it has come through,
 * whether records are whole or not.
 */
final class Sender implements Runnable {
    private final Attack attack;
    private final Receiver receiver;
    private final Socket socket;
    private final Random random;

    Sender(Attack attack, Receiver receiver, Socket socket, Random random) {
        this.attack = attack;
        this.receiver = receiver;
        this.socket = socket;
        this.random = random;
    }

    @Override
    public void run() {
        try (socket) {
            send();
            end();
        } catch (IOException e) {
            // The other side went away, as it may.
            attack.await(() -> receiver.end != null, "connection ended by its receiver, cause=" + e, receiver);
        } catch (RuntimeException e) {
            attack.fail("sender failed, " + receiver, e);
        }
    }

    private void send() throws IOException {
        SentStream stream = receiver.stream;
        int stop = random.nextInt(4) == 0 ? random.nextInt(stream.length()) : stream.length();
        int style = random.nextInt(4);
        for (int at = 0; at < stop && receiver.end == null; ) {
            int to = Math.min(next(stream, at, style), stop);
            receiver.sent = to;
            socket.getOutputStream().write(stream.bytes, at, to - at);
            at = to;
            pause();
        }
    }

    /** Where the next piece ends. */
    private int next(SentStream stream, int at, int style) {
        if (stream.length() > 300_000 && random.nextInt(4) != 0) {
            return at + 1 + random.nextInt(200_000);
        }
        if (style == 1 && random.nextInt(100) != 0) {
            // Whole, until they are expected to be
            return stream.recordEnd(at);
        }
        switch (random.nextInt(6)) {
            case 0:
                return at + 1;
            case 1:
                return at + 1 + random.nextInt(20);
            case 2:
                return stream.recordEnd(at) + random.nextInt(6);
            case 3:
                return at + 1 + random.nextInt(20_000);
            default:
                return style == 0 ? at + 1 + random.nextInt(5) : stream.recordEnd(at);
        }
    }

    private void pause() {
        int dice = random.nextInt(receiver.stream.ends.length > 100 ? 500 : 100);
        if (dice < 12) {
            int sent = receiver.sent;
            attack.await(
                    () -> receiver.received >= sent || receiver.end != null || receiver.cut,
                    "bytes that were sent did not come through",
                    receiver);
        } else if (dice < 14) {
            LockSupport.parkNanos(40_000_000L + random.nextInt(40_000_000));
        } else if (dice < 40) {
            LockSupport.parkNanos(random.nextInt(1_500_000));
        }
    }

    private void end() throws IOException {
        boolean reset = random.nextInt(5) == 0;
        if (reset) {
            socket.setSoLinger(true, 0);
            receiver.cut = true;
            socket.close();
        } else {
            socket.shutdownOutput();
        }
        attack.await(() -> receiver.end != null, "the end did not come through", receiver);
        if (!receiver.cut && receiver.received != receiver.sent) {
            attack.fail("bytes are missing at the end, " + receiver, null);
        }
    }
}
