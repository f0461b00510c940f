package io.recordsockets.demo.memcached;

/** The meta command {@code ms}. */
final class MetaStorage implements ValueCommand {
    private static final byte[] BAD_MODE = Replies.line("CLIENT_ERROR invalid mode for ms M token");

    private final Connection connection;
    private final Store store;
    private final Output out;
    private final MetaReply reply;
    private final MetaFlags flags = new MetaFlags();
    private final StoreRequest request = new StoreRequest();

    /** The command line: the flags that it wants back are needed when the value is there. */
    private final Tokens tokens = new Tokens();

    private Item item;

    MetaStorage(Connection connection, Store store) {
        this.connection = connection;
        this.store = store;
        out = connection.out();
        reply = new MetaReply(out);
    }

    /**
     * Reads the command line.
     *
     * @return the item whose value is to be received, or null if the command has been answered
     */
    Item begin(Tokens line) {
        byte[] error = checkLine(line);
        if (error != null) {
            out.put(error);
            return null;
        }
        int length = (int) line.unsigned(2, 0);
        keepLine(line);
        error = flags.parse(tokens, 3);
        if (error == null && !setMode()) {
            error = BAD_MODE;
        }
        if (error == null) {
            item = allocate(length);
            if (item != null) {
                return item;
            }
            error = store.isTooLarge(flags.keyLength, length) ? Replies.TOO_LARGE : Replies.NO_MEMORY;
        }
        out.put(error);
        connection.swallow((long) length + Item.LINE_END);
        return null;
    }

    private static byte[] checkLine(Tokens line) {
        if (line.count() < 2) {
            return Replies.ERROR;
        }
        if (line.length(1) > Store.MAX_KEY_LENGTH || line.count() == 2) {
            return Replies.BAD_FORMAT;
        }
        if (line.count() > MetaProtocol.MAX_TOKENS) {
            return MetaProtocol.TOO_MANY;
        }
        boolean fits = line.isUnsigned(2, 0)
                && Long.compareUnsigned(line.unsigned(2, 0), Integer.MAX_VALUE - Item.LINE_END) <= 0;
        return fits ? null : Replies.BAD_FORMAT;
    }

    /** The bytes of the line belong to the next read before the value is complete. */
    private void keepLine(Tokens line) {
        int last = line.count() - 1;
        int start = line.offset(0);
        int end = line.offset(last) + line.length(last);
        byte[] kept = new byte[end - start];
        System.arraycopy(line.line(), start, kept, 0, kept.length);
        tokens.split(kept, 0, kept.length);
    }

    private boolean setMode() {
        StoreMode mode;
        switch (flags.mode) {
            case 0:
            case 'S':
            case 's':
                mode = StoreMode.SET;
                break;
            case 'E':
            case 'e':
                mode = StoreMode.ADD;
                break;
            case 'A':
            case 'a':
                mode = StoreMode.APPEND;
                break;
            case 'P':
            case 'p':
                mode = StoreMode.PREPEND;
                break;
            case 'R':
            case 'r':
                mode = StoreMode.REPLACE;
                break;
            default:
                return false;
        }
        boolean compares = flags.hasCas && (mode == StoreMode.SET || mode == StoreMode.REPLACE);
        request.reset(compares ? StoreMode.CAS : mode, flags.cas);
        request.invalidate = flags.invalidate;
        request.vivify = flags.vivify;
        return true;
    }

    private Item allocate(int length) {
        MetaFlags flags = this.flags;
        Item item = null;
        if (store.isTooLarge(flags.keyLength, length)) {
            store.countTooLarge();
        } else {
            boolean growing = request.mode == StoreMode.APPEND || request.mode == StoreMode.PREPEND;
            long expiresAt = store.expiresAt(growing && flags.vivify ? flags.vivifyTtl : flags.ttl);
            item = store.allocate(
                    flags.keyBytes, flags.keyOffset, flags.keyLength, flags.clientFlags, expiresAt, length);
        }
        if (item == null) {
            store.deleteIfFound(flags.keyBytes, flags.keyOffset, flags.keyLength);
        } else {
            item.binaryKey = flags.binaryKey;
            item.cas = flags.newCas;
        }
        return item;
    }

    @Override
    public void valueReceived() {
        Item item = this.item;
        this.item = null;
        byte[] value = item.value;
        if (value[value.length - 2] != '\r' || value[value.length - 1] != '\n') {
            store.release(item);
            out.put(Replies.BAD_CHUNK);
            return;
        }
        StoreOutcome outcome;
        long cas;
        synchronized (store) {
            store.stats().cmdMeta++;
            outcome = store.store(item, request);
            cas = outcome == StoreOutcome.STORED ? item.cas : 0;
        }
        answer(outcome, cas);
    }

    private void answer(StoreOutcome outcome, long cas) {
        switch (outcome) {
            case STORED:
                if (!flags.quiet) {
                    line(MetaReply.DONE, cas);
                }
                break;
            case NOT_STORED:
                line(MetaReply.NOT_STORED, cas);
                break;
            case EXISTS:
                line(MetaReply.EXISTS, cas);
                break;
            case NOT_FOUND:
                line(MetaReply.NOT_FOUND, cas);
                break;
            case TOO_LARGE:
                out.put(Replies.TOO_LARGE);
                break;
            default:
                out.put(Replies.NO_MEMORY);
        }
    }

    private void line(byte[] code, long cas) {
        out.put(code);
        for (int i = 3; i < tokens.count(); i++) {
            byte flag = tokens.first(i);
            if (flag == 'O') {
                reply.token(tokens, i);
            } else if (flag == 'k') {
                reply.key(flags.keyBytes, flags.keyOffset, flags.keyLength, flags.binaryKey);
            } else if (flag == 'c') {
                reply.number('c', cas);
            }
        }
        reply.end();
    }

    @Override
    public void valueLost() {
        store.release(item);
        item = null;
    }
}
