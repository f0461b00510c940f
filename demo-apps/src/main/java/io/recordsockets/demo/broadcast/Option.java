package io.recordsockets.demo.broadcast;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** What can be said on the command line; one line of the help each. */
enum Option {
    LISTEN("listen", Kind.ADDRESS, "127.0.0.1:9400", "where subscribers connect; port 0 for a free one"),
    CONNECT("connect", Kind.ADDRESS, "127.0.0.1:9400", "the node"),
    PLAIN("plain", Kind.FLAG, null, "plain NIO: a queue of buffers for each subscriber, nothing of Record Sockets"),
    BLOCK("block", Kind.BLOCK_SIZE, "512k", "bytes in a block"),
    BLOCK_RATE("block-rate", Kind.FREQUENCY, "10", "blocks a second"),
    VOTE_RATE("vote-rate", Kind.FREQUENCY, "100", "votes a second"),
    RETRACT("retract", Kind.COUNT, "3", "every n-th block is superseded by a newer one; 0 for none"),
    RETRACT_AFTER("retract-after", Kind.DURATION, "150ms", "how long after it was published"),
    LIFETIME(
            "lifetime",
            Kind.DURATION,
            "2s",
            "a block that has not begun to leave by then is dropped; not with plain NIO"),
    LIMIT("limit", Kind.SIZE, "40m", "bytes queued for one subscriber; who has more is disconnected"),
    FILE("file", Kind.FILE, null, "take the content of the blocks from this file, again and again"),
    SUBSCRIBERS("subscribers", Kind.COUNT_FROM_1, "20", "how many in all"),
    SLOW("slow", Kind.COUNT, "4", "how many of them read at --slow-rate"),
    STALLED("stalled", Kind.COUNT, "2", "how many of them stop reading after the first record"),
    SLOW_RATE("slow-rate", Kind.RATE, "3m", "bytes a second that a slow subscriber reads"),
    LINK("link", Kind.RATE, null, "each subscriber behind a link of this rate, which a relay in this process imitates"),
    COUNT("count", Kind.COUNT_FROM_1, "1", "subscribers to run"),
    RATE("rate", Kind.RATE, null, "read no more bytes a second than this"),
    STALL("stall", Kind.FLAG, null, "stop reading after the first record"),
    DURATION("duration", Kind.DURATION, null, "end after so long (demo: each of its two runs); else on Ctrl-C"),
    HELP("help", Kind.FLAG, null, "print this and exit");

    /** What a value looks like. */
    enum Kind {
        FLAG("", "") {
            @Override
            Object parse(String text) {
                return Boolean.TRUE;
            }
        },
        ADDRESS("host:port", "host:port, with a port from 0 to 65535") {
            @Override
            Object parse(String text) {
                int colon = text.lastIndexOf(':');
                if (colon < 1) {
                    throw new IllegalArgumentException(text);
                }
                String host = text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
                return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
            }
        },
        SIZE("size", "a number of bytes such as 64k, 1m") {
            @Override
            Object parse(String text) {
                return Quantities.bytes(text);
            }
        },
        BLOCK_SIZE("size", "64 to 256m bytes, such as 64k, 1m") {
            @Override
            Object parse(String text) {
                return checked(Quantities.bytes(text), size -> size >= 64 && size <= Message.MAX_CONTENT_BYTES);
            }
        },
        RATE("rate", "bits a second such as 100mbit, or bytes a second such as 2m") {
            @Override
            Object parse(String text) {
                return Quantities.bytesPerSecond(text);
            }
        },
        FREQUENCY("n", "a number from 0 to 100000") {
            @Override
            Object parse(String text) {
                return checked(Double.parseDouble(text), number -> number >= 0 && number <= 100_000);
            }
        },
        COUNT("n", "a whole number from 0 to 100000") {
            @Override
            Object parse(String text) {
                return checked(Integer.parseInt(text), number -> number >= 0 && number <= 100_000);
            }
        },
        COUNT_FROM_1("n", "a whole number from 1 to 100000") {
            @Override
            Object parse(String text) {
                return checked(Integer.parseInt(text), number -> number >= 1 && number <= 100_000);
            }
        },
        DURATION("time", "a time such as 500ms, 20s, 2m") {
            @Override
            Object parse(String text) {
                return Quantities.duration(text);
            }
        },
        FILE("file", "a file that can be read and is not empty") {
            @Override
            Object parse(String text) {
                return checked(
                        Path.of(text),
                        file -> Files.isReadable(file) && file.toFile().length() > 0);
            }
        };

        /** Stands for the value in the help; empty where there is none. */
        final String value;

        /** Completes the sentence of an error. */
        final String expected;

        Kind(String value, String expected) {
            this.value = value;
            this.expected = expected;
        }

        /** @throws IllegalArgumentException if the text is no value of this kind */
        abstract Object parse(String text);

        private static <T> T checked(T value, Predicate<T> good) {
            if (!good.test(value)) {
                throw new IllegalArgumentException(String.valueOf(value));
            }
            return value;
        }
    }

    final String flag;
    final Kind kind;

    /** Null for none. */
    final String byDefault;

    final String help;

    Option(String name, Kind kind, String byDefault, String help) {
        this.flag = "--" + name;
        this.kind = kind;
        this.byDefault = byDefault;
        this.help = help;
    }

    /** The value of a text that a user wrote. */
    Object parse(String text) throws UsageException {
        try {
            return kind.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("bad value: option=" + flag + ", value=" + text + ", expected=" + kind.expected);
        }
    }
}
