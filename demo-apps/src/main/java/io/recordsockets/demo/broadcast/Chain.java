package io.recordsockets.demo.broadcast;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Decides what is published when: blocks and votes at their rates, and every so often a block that supersedes the one before
 * it. Votes are 64 to 128 bytes long.
 *
 * <p>A message carries the time at which it was due. So whoever is kept waiting by a publisher that blocks is not left out of
 * the figures.
 *
 * <p><b>Threading:</b> one thread runs it; the rest from any thread.
 */
final class Chain implements Runnable {
    private static final double NS_PER_S = 1e9;
    private static final int MIN_VOTE_BYTES = 64;
    private static final int MAX_VOTE_BYTES = 128;
    private static final long NEVER = Long.MAX_VALUE;

    private final Publisher publisher;
    private final Workload workload;
    private final SplittableRandom random = new SplittableRandom(2);
    private final byte[] vote = new byte[MAX_VOTE_BYTES];

    /** Written by the thread that runs this. */
    private volatile long blocks;

    private volatile long votes;
    private volatile long retractions;
    private volatile String failure;
    private volatile boolean stopped;

    /** Where the wall clock was when the other was at 0. */
    private final long wallOffsetNs = WallClock.nowNs() - System.nanoTime();

    /** Blocks that superseded none. */
    private long heights;

    /** The block that will be superseded, and when. */
    private Publisher.Published superseded;

    private long supersededId;
    private long supersedeNs = NEVER;

    Chain(Publisher publisher, Workload workload) {
        this.publisher = publisher;
        this.workload = workload;
        random.nextBytes(vote);
    }

    /** Blocks published, those that superseded others included. */
    long blocks() {
        return blocks;
    }

    long votes() {
        return votes;
    }

    long retractions() {
        return retractions;
    }

    /** Why it ended by itself; null if it did not. */
    String failure() {
        return failure;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try (BlockSource source = new BlockSource(workload)) {
            publish(source);
        } catch (IOException e) {
            failure = "cannot read the content of blocks: " + e.getMessage();
        } catch (RuntimeException e) {
            failure = "cannot publish: " + e;
        }
    }

    private void publish(BlockSource source) throws IOException {
        long blockNs = interval(workload.blocksPerSecond());
        long voteNs = interval(workload.votesPerSecond());
        long startNs = System.nanoTime();
        long nextBlock = blockNs == NEVER ? NEVER : startNs;
        long nextVote = voteNs == NEVER ? NEVER : startNs;
        while (!stopped) {
            long due = Math.min(supersedeNs, Math.min(nextBlock, nextVote));
            long untilNs = due - System.nanoTime();
            if (untilNs > 0) {
                LockSupport.parkNanos(this, Math.min(untilNs, (long) NS_PER_S / 10));
            } else if (due == nextVote) {
                publishVote(due);
                nextVote += voteNs;
            } else if (due == supersedeNs) {
                supersede(source, due);
            } else {
                publishBlock(source, due);
                nextBlock += blockNs;
            }
        }
    }

    private static long interval(double perSecond) {
        return perSecond == 0 ? NEVER : Math.max(1, (long) (NS_PER_S / perSecond));
    }

    private void publishVote(long dueNs) {
        int length = MIN_VOTE_BYTES + random.nextInt(MAX_VOTE_BYTES - MIN_VOTE_BYTES + 1) - Message.HEADER_BYTES;
        ByteBuffer content = ByteBuffer.wrap(vote, 0, length);
        publisher.urgent(message(Message.Kind.VOTE, votes + 1, dueNs, blocks, content));
        votes = votes + 1;
    }

    private void publishBlock(BlockSource source, long dueNs) throws IOException {
        Publisher.Published published = newBlock(source, dueNs);
        heights++;
        if (workload.retractEvery() > 0 && heights % workload.retractEvery() == 0 && supersedeNs == NEVER) {
            superseded = published;
            supersededId = blocks;
            supersedeNs = dueNs + workload.retractAfter().toNanos();
        }
    }

    /** Takes the old block back, tells those who have it already, and publishes the one in its place. */
    private void supersede(BlockSource source, long dueNs) throws IOException {
        superseded.retract();
        Message notice = message(Message.Kind.RETRACTION, retractions + 1, dueNs, supersededId, ByteBuffer.allocate(0));
        publisher.urgent(notice);
        retractions = retractions + 1;
        superseded = null;
        supersedeNs = NEVER;
        newBlock(source, dueNs);
    }

    private Publisher.Published newBlock(BlockSource source, long dueNs) throws IOException {
        long id = blocks + 1;
        Publisher.Published published = publisher.block(message(Message.Kind.BLOCK, id, dueNs, id, source.next(id)));
        blocks = id;
        return published;
    }

    private Message message(Message.Kind kind, long sequence, long dueNs, long blockId, ByteBuffer content) {
        return Message.of(kind, sequence, dueNs + wallOffsetNs, blockId, content);
    }
}
