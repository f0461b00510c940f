package io.recordsockets.demo.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text protocol: cuts the bytes into lines and serves the classic commands that are one line; storage commands, the
 * retrieval commands and the meta commands have classes of their own. The source is memcached's {@code
 * doc/protocol.txt}; what that leaves open is done as memcached 1.6 does it.
 */
final class TextProtocol implements Protocol {
    /** Bytes of a line at most, except for retrieval. */
    static final int MAX_LINE = 2048;
    /** Bytes of a line with many keys at most. */
    static final int MAX_RETRIEVAL_LINE = 64 * 1024;

    private static final byte[] NOREPLY = "noreply".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZERO = {'0'};
    private static final byte[] GRACEFUL = "graceful".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GET = "get ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GETS = "gets ".getBytes(StandardCharsets.US_ASCII);

    private static final long MIN_LIMIT_MEGABYTES = 8;
    private static final long MAX_LIMIT_MEGABYTES = 1_000_000_000;
    private static final int MAX_VERBOSITY = 3;

    private final Connection connection;
    private final Context context;
    private final Store store;
    private final Output out;
    private final Tokens tokens = new Tokens();
    private final TextRetrieval retrieval;
    private final TextStorage storage;
    private final MetaProtocol meta;

    /** The command whose value is being received. */
    private ValueCommand receiving;

    TextProtocol(Connection connection, Context context) {
        this.connection = connection;
        this.context = context;
        store = context.store;
        out = connection.out();
        retrieval = new TextRetrieval(store, out);
        storage = new TextStorage(connection, store);
        meta = new MetaProtocol(connection, store);
    }

    @Override
    public boolean serve(ByteBuffer in) {
        byte[] bytes = in.array();
        int start = in.position();
        int newline = start;
        while (newline < in.limit() && bytes[newline] != '\n') {
            newline++;
        }
        if (newline == in.limit()) {
            if (newline - start > MAX_LINE && !mayGrow(bytes, start, newline)) {
                context.stats.requests.increment();
                out.put(Replies.LINE_TOO_LONG);
                connection.closeWhenSent();
            }
            return false;
        }
        in.position(newline + 1);
        boolean carriageReturn = newline > start && bytes[newline - 1] == '\r';
        context.stats.requests.increment();
        serve(bytes, start, carriageReturn ? newline - 1 : newline);
        return true;
    }

    private static boolean mayGrow(byte[] bytes, int start, int end) {
        int word = Tokens.skipSpaces(bytes, start, end);
        return end - start <= MAX_RETRIEVAL_LINE && (startsWith(bytes, word, GET) || startsWith(bytes, word, GETS));
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] word) {
        return Arrays.equals(bytes, at, Math.min(bytes.length, at + word.length), word, 0, word.length);
    }

    @Override
    public void valueReceived() {
        ValueCommand command = receiving;
        receiving = null;
        command.valueReceived();
    }

    @Override
    public void valueLost() {
        receiving.valueLost();
    }

    private void serve(byte[] line, int start, int end) {
        if (context.verbosity() >= 2) {
            context.log(2, "< " + new String(line, start, end - start, StandardCharsets.ISO_8859_1));
        }
        Tokens tokens = this.tokens;
        tokens.split(line, start, end);
        Verb verb = tokens.count() == 0 ? null : Verb.of(line, tokens.offset(0), tokens.length(0));
        if (verb == null) {
            out.put(Replies.ERROR);
            return;
        }
        switch (verb) {
            case GET:
            case GETS:
            case GAT:
            case GATS:
                retrieval.serve(verb, tokens, end);
                break;
            case SET:
            case ADD:
            case REPLACE:
            case APPEND:
            case PREPEND:
            case CAS:
                receive(storage, storage.begin(verb, tokens, lastIsNoreply()));
                break;
            case MS:
                receive(meta.storage(), meta.storage().begin(tokens));
                break;
            case MG:
            case MD:
            case MA:
            case MN:
            case ME:
                meta.serve(verb, tokens);
                break;
            default:
                serveOther(verb);
        }
    }

    private void receive(ValueCommand command, Item item) {
        if (item != null) {
            receiving = command;
            connection.receive(item.value, item.value.length);
        }
    }

    private void serveOther(Verb verb) {
        switch (verb) {
            case INCR:
            case DECR:
                arithmetic(verb == Verb.INCR);
                break;
            case DELETE:
                delete();
                break;
            case TOUCH:
                touch();
                break;
            case STATS:
                stats();
                break;
            case FLUSH_ALL:
                flushAll();
                break;
            case VERSION:
                out.put(Replies.VERSION);
                break;
            case VERBOSITY:
                verbosity();
                break;
            case CACHE_MEMLIMIT:
                memoryLimit();
                break;
            case SHUTDOWN:
                shutdown();
                break;
            default:
                connection.closeWhenSent();
        }
    }

    private boolean lastIsNoreply() {
        return tokens.is(tokens.count() - 1, NOREPLY);
    }

    private boolean countIs(int least, int most) {
        boolean fits = tokens.count() >= least && tokens.count() <= most;
        if (!fits) {
            out.put(Replies.ERROR);
        }
        return fits;
    }

    private void reply(byte[] line) {
        if (!lastIsNoreply()) {
            out.put(line);
        }
    }

    private boolean keyIsTooLong() {
        return tokens.length(1) > Store.MAX_KEY_LENGTH;
    }

    private void arithmetic(boolean increment) {
        if (!countIs(3, 4)) {
            return;
        }
        if (keyIsTooLong()) {
            reply(Replies.BAD_FORMAT);
        } else if (!tokens.isUnsigned(2, 0)) {
            reply(Replies.BAD_DELTA);
        } else {
            synchronized (store) {
                reply(add(increment, tokens.unsigned(2, 0)));
            }
        }
    }

    private byte[] add(boolean increment, long delta) {
        Item item = store.find(tokens.line(), tokens.offset(1), tokens.length(1));
        if (item == null) {
            store.stats().countArithmetic(increment, false);
            return Replies.NOT_FOUND;
        }
        if (!store.isNumber(item)) {
            return Replies.NOT_A_NUMBER;
        }
        store.stats().countArithmetic(increment, true);
        store.add(item, increment, delta);
        // the value is the digits with a line end, and nobody changes it
        return item.value;
    }

    private void delete() {
        if (!countIs(2, 4)) {
            return;
        }
        if (tokens.count() > 2) {
            boolean zero = tokens.is(2, ZERO);
            boolean noreply = lastIsNoreply();
            boolean valid = tokens.count() == 3 ? zero || noreply : zero && noreply;
            if (!valid) {
                reply(Replies.BAD_DELETE);
                return;
            }
        }
        if (keyIsTooLong()) {
            reply(Replies.BAD_FORMAT);
            return;
        }
        synchronized (store) {
            Item item = store.find(tokens.line(), tokens.offset(1), tokens.length(1));
            store.stats().countDelete(item != null);
            if (item != null) {
                store.delete(item);
            }
            reply(item == null ? Replies.NOT_FOUND : Replies.DELETED);
        }
    }

    private void touch() {
        if (!countIs(3, 4)) {
            return;
        }
        if (keyIsTooLong()) {
            reply(Replies.BAD_FORMAT);
        } else if (!tokens.isSigned(2, 0)) {
            reply(Replies.BAD_EXPTIME);
        } else {
            long expiresAt = store.expiresAt(tokens.signed(2, 0));
            Item item = store.touch(tokens.line(), tokens.offset(1), tokens.length(1), expiresAt);
            reply(item == null ? Replies.NOT_FOUND : Replies.TOUCHED);
        }
    }

    private void flushAll() {
        if (!countIs(1, 3)) {
            return;
        }
        long exptime = 0;
        if (tokens.count() > (lastIsNoreply() ? 2 : 1)) {
            if (!tokens.isSigned(1, 0)) {
                reply(Replies.BAD_EXPTIME);
                return;
            }
            exptime = tokens.signed(1, 0);
        }
        store.flush(exptime);
        reply(Replies.OK);
    }

    private void verbosity() {
        if (!countIs(2, 3)) {
            return;
        }
        if (!tokens.isUnsignedInt(1, 0)) {
            reply(Replies.BAD_FORMAT);
            return;
        }
        context.verbosity((int) Math.min(MAX_VERBOSITY, tokens.unsigned(1, 0)));
        reply(Replies.OK);
    }

    private void memoryLimit() {
        if (!countIs(2, 3)) {
            return;
        }
        if (!tokens.isUnsignedInt(1, 0)) {
            reply(Replies.ERROR);
            return;
        }
        long megabytes = tokens.unsigned(1, 0);
        if (megabytes < MIN_LIMIT_MEGABYTES) {
            reply(Replies.LIMIT_TOO_SMALL);
        } else if (megabytes > MAX_LIMIT_MEGABYTES) {
            reply(Replies.LIMIT_TOO_LARGE);
        } else {
            store.limit(megabytes << 20);
            reply(Replies.OK);
        }
    }

    private void shutdown() {
        if (!context.options.shutdownCommand) {
            out.put(Replies.SHUTDOWN_OFF);
        } else if (tokens.count() == 1 || tokens.count() == 2 && tokens.is(1, GRACEFUL)) {
            context.shutdown();
        } else {
            out.put(Replies.BAD_SHUTDOWN);
        }
    }

    private void stats() {
        String group = tokens.count() == 1
                ? ""
                : new String(tokens.line(), tokens.offset(1), tokens.length(1), StandardCharsets.ISO_8859_1);
        if (group.equals("reset")) {
            StatsReport.reset(context);
            out.put(Replies.RESET);
            return;
        }
        boolean known =
                StatsReport.write(context, group, (name, value) -> out.put(Replies.line("STAT " + name + " " + value)));
        out.put(known ? Replies.END : Replies.ERROR);
    }
}
