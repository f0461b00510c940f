package io.recordsockets.bench.fanout;

import io.recordsockets.bench.server.Commands;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sends records to all receivers that have connected, in the way that its argument names.
 *
 * <p>Arguments: {@code plain|bounded|records|netty|netty-burst|jeromq PORT}. Prints {@code ready}, and obeys a line each:
 *
 * <pre>
 * open RECEIVERS RECORD_BYTES WINDOW REFILL FILE   waits for the receivers; answers "opened"
 * more RECEIVERS                                   waits for others, which read nothing; answers "opened"
 * run RECORDS                                      answers "ran NS" when every receiver has them all
 * close                                            disconnects the receivers; answers "closed"
 * </pre>
 */
public final class FanOutSender {
    private final Side side;
    private Broadcast broadcast;

    private FanOutSender(Side side) {
        this.side = side;
    }

    /** Sends until the control pipe ends. */
    public static void main(String[] args) throws IOException {
        Side side =
                switch (args[0]) {
                    case "plain" -> new PlainSide();
                    case "bounded" -> new BoundedSide();
                    case "records" -> new RecordsSide();
                    case "netty" -> new NettySide(true);
                    case "netty-burst" -> new NettySide(false);
                    case "jeromq" -> new JeroMqSide();
                    default -> throw new IllegalArgumentException("unknown side: side=" + args[0]);
                };
        side.listen(Integer.parseInt(args[1]));
        System.out.println("ready");
        Commands.obey(new FanOutSender(side)::handle);
    }

    private void handle(String[] words) throws IOException, InterruptedException {
        switch (words[0]) {
            case "open" -> {
                int receivers = Integer.parseInt(words[1]);
                int recordBytes = Integer.parseInt(words[2]);
                int window = Integer.parseInt(words[3]);
                Progress progress = Progress.map(Path.of(words[5]), receivers);
                side.accept(receivers);
                side.prepare(recordBytes, window);
                broadcast = new Broadcast(side, progress, recordBytes, window, Integer.parseInt(words[4]));
                System.out.println("opened");
            }
            case "more" -> {
                side.accept(Integer.parseInt(words[1]));
                System.out.println("opened");
            }
            case "run" -> {
                broadcast.begin(Long.parseLong(words[1]));
                long startNs = System.nanoTime();
                side.run(broadcast);
                System.out.println("ran " + (System.nanoTime() - startNs));
            }
            case "close" -> {
                side.disconnect();
                System.out.println("closed");
            }
            default -> throw new IOException("unknown command: name=" + words[0] + "; known: open, more, run, close");
        }
    }
}
