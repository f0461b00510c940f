package io.recordsockets.demo.memcached;

/** The commands {@code set}, {@code add}, {@code replace}, {@code append}, {@code prepend} and {@code cas}. */
final class TextStorage implements ValueCommand {
    private final Connection connection;
    private final Store store;
    private final Output out;
    private final StoreRequest request = new StoreRequest();
    private Item item;
    private boolean noreply;

    TextStorage(Connection connection, Store store) {
        this.connection = connection;
        this.store = store;
        out = connection.out();
    }

    /**
     * Reads the command line.
     *
     * @return the item whose value is to be received, or null if the command has been answered
     */
    Item begin(Verb verb, Tokens tokens, boolean noreply) {
        boolean cas = verb == Verb.CAS;
        int least = cas ? 6 : 5;
        if (tokens.count() != least && tokens.count() != least + 1) {
            out.put(Replies.ERROR);
            return null;
        }
        this.noreply = noreply;
        int keyLength = tokens.length(1);
        boolean valid = keyLength <= Store.MAX_KEY_LENGTH
                && tokens.isUnsignedInt(2, 0)
                && tokens.isSigned(3, 0)
                && tokens.isUnsigned(4, 0)
                && (!cas || tokens.isUnsigned(5, 0));
        long length = valid ? tokens.unsigned(4, 0) : -1;
        if (length < 0 || length > Integer.MAX_VALUE - Item.LINE_END) {
            reply(Replies.BAD_FORMAT);
            return null;
        }
        request.reset(verb.mode, cas ? tokens.unsigned(5, 0) : 0);
        return allocate(tokens, (int) tokens.unsigned(2, 0), store.expiresAt(tokens.signed(3, 0)), (int) length);
    }

    private Item allocate(Tokens tokens, int flags, long expiresAt, int length) {
        byte[] line = tokens.line();
        int keyOffset = tokens.offset(1);
        int keyLength = tokens.length(1);
        if (store.isTooLarge(keyLength, length)) {
            reply(Replies.TOO_LARGE);
            store.countTooLarge();
        } else {
            item = store.allocate(line, keyOffset, keyLength, flags, expiresAt, length);
            if (item != null) {
                return item;
            }
            out.put(Replies.NO_MEMORY);
        }
        if (request.mode == StoreMode.SET) {
            store.deleteIfFound(line, keyOffset, keyLength);
        }
        connection.swallow((long) length + Item.LINE_END);
        return null;
    }

    private void reply(byte[] line) {
        if (!noreply) {
            out.put(line);
        }
    }

    @Override
    public void valueReceived() {
        Item item = this.item;
        this.item = null;
        byte[] value = item.value;
        if (value[value.length - 2] != '\r' || value[value.length - 1] != '\n') {
            store.release(item);
            reply(Replies.BAD_CHUNK);
            return;
        }
        reply(line(store.store(item, request)));
    }

    @Override
    public void valueLost() {
        store.release(item);
        item = null;
    }

    private static byte[] line(StoreOutcome outcome) {
        switch (outcome) {
            case STORED:
                return Replies.STORED;
            case NOT_STORED:
                return Replies.NOT_STORED;
            case EXISTS:
                return Replies.EXISTS;
            case NOT_FOUND:
                return Replies.NOT_FOUND;
            case TOO_LARGE:
                return Replies.TOO_LARGE;
            default:
                return Replies.NO_MEMORY;
        }
    }
}
