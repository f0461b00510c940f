package io.recordsockets.it.stress;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Wakes, interrupts, takes interest away, registers twice, closes: whatever another thread of an application may do. */
final class Meddler implements Runnable {
    private final Attack attack;
    private final Random random;
    private final List<Receiver> receivers;
    private volatile boolean stopped;

    Meddler(Attack attack, Random random, List<Receiver> receivers) {
        this.attack = attack;
        this.random = random;
        this.receivers = receivers;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        int rest = random.nextInt(4) == 0 ? 100_000 : 20_000_000;
        while (!stopped) {
            LockSupport.parkNanos(random.nextInt(rest));
            if (receivers.isEmpty()) {
                continue;
            }
            Receiver receiver = receivers.get(random.nextInt(receivers.size()));
            try {
                meddle(attack.another(null), receiver);
            } catch (CancelledKeyException e) {
                // It was cancelled meanwhile
            } catch (IOException e) {
                if (receiver.channel.isOpen()) {
                    attack.fail("meddling failed, " + receiver, e);
                }
            } catch (RuntimeException | Error e) {
                attack.fail("meddling failed, " + receiver, e);
            }
        }
    }

    private void meddle(Selecting selecting, Receiver receiver) throws IOException {
        if (receiver.end != null) {
            selecting.wakeup();
            return;
        }
        switch (random.nextInt(40)) {
            case 0:
                if (random.nextInt(10) == 0) {
                    receiver.cut = true;
                    meddling();
                    receiver.channel.close();
                    receiver.end = "closed";
                    meddling();
                }
                return;
            case 1:
                if (random.nextInt(10) == 0) {
                    receiver.cut = true;
                    receiver.channel.shutdownInput();
                }
                return;
            case 2:
            case 3:
                selecting.interrupt();
                return;
            case 4:
            case 5:
                selecting.adopt(receiver);
                return;
            case 6:
            case 7:
            case 8:
            case 9:
                withoutInterest(receiver, selecting);
                return;
            default:
                selecting.wakeup();
        }
    }

    private void meddling() {
        attack.selectings.forEach(selecting -> selecting.meddling.incrementAndGet());
    }

    private void withoutInterest(Receiver receiver, Selecting selecting) {
        SelectionKey key = selecting.selector.isOpen() ? receiver.channel.keyFor(selecting.selector) : null;
        if (key != null) {
            meddling();
            key.interestOps(0);
            if (random.nextInt(4) == 0) {
                LockSupport.parkNanos(random.nextInt(100_000_000));
            }
            key.interestOps(SelectionKey.OP_READ);
            selecting.wakeup();
        }
    }
}
