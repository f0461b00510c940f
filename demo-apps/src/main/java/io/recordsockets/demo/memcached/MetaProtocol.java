package io.recordsockets.demo.memcached;

import java.nio.charset.StandardCharsets;

/** The meta commands but {@code ms}: {@code mg}, {@code md}, {@code ma}, {@code mn} and {@code me}. */
final class MetaProtocol {
    /** Tokens of a command at most. */
    static final int MAX_TOKENS = 19;

    private static final byte[] TOO_MANY_FOR_GET = Replies.line("CLIENT_ERROR options flags are too long");
    static final byte[] TOO_MANY = Replies.line("CLIENT_ERROR options flags too long");
    private static final byte[] BAD_FLAG = Replies.line("CLIENT_ERROR invalid or duplicate flag");
    private static final byte[] BAD_MODE = Replies.line("CLIENT_ERROR invalid mode for ma M token");
    private static final byte[] NO_MEMORY = Replies.line("SERVER_ERROR Out of memory allocating new item");
    private static final byte[] META_DEBUG = "ME ".getBytes(StandardCharsets.US_ASCII);

    private final Store store;
    private final Output out;
    private final MetaReply reply;
    private final MetaFlags flags = new MetaFlags();
    private final StoreRequest addRequest = new StoreRequest();
    private final MetaStorage storage;

    MetaProtocol(Connection connection, Store store) {
        this.store = store;
        out = connection.out();
        reply = new MetaReply(out);
        storage = new MetaStorage(connection, store);
        addRequest.reset(StoreMode.ADD, 0);
    }

    /** The command {@code ms}. */
    MetaStorage storage() {
        return storage;
    }

    void serve(Verb verb, Tokens tokens) {
        if (verb == Verb.MN) {
            out.put(Replies.META_NOOP);
            return;
        }
        byte[] error = check(verb, tokens);
        if (error != null) {
            out.put(error);
            return;
        }
        synchronized (store) {
            store.stats().cmdMeta++;
            switch (verb) {
                case MG:
                    get(tokens);
                    break;
                case MD:
                    delete(tokens);
                    break;
                case MA:
                    arithmetic(tokens);
                    break;
                default:
                    debug();
            }
        }
    }

    private byte[] check(Verb verb, Tokens tokens) {
        if (tokens.count() < 2) {
            return verb == Verb.ME ? Replies.BAD_FORMAT : Replies.ERROR;
        }
        if (tokens.length(1) > Store.MAX_KEY_LENGTH) {
            return Replies.BAD_FORMAT;
        }
        if (tokens.count() > MAX_TOKENS) {
            return verb == Verb.MG ? TOO_MANY_FOR_GET : TOO_MANY;
        }
        byte[] error = flags.parse(tokens, 2);
        boolean told = verb == Verb.MG || verb == Verb.ME || error == MetaFlags.BAD_OPAQUE;
        return error == null || told ? error : BAD_FLAG;
    }

    private Item find() {
        return store.find(flags.keyBytes, flags.keyOffset, flags.keyLength);
    }

    private void get(Tokens tokens) {
        MetaFlags flags = this.flags;
        Item item = find();
        boolean created = item == null && flags.vivify;
        if (created) {
            item = create(0, Expiry.toUnixTime(flags.vivifyTtl, store.now()), 0, null);
            if (item == null) {
                out.put(NO_MEMORY);
                return;
            }
        }
        if (flags.hasTtl) {
            store.stats().countTouch(item != null);
        } else {
            store.stats().countGet(item != null);
        }
        if (item == null) {
            if (!flags.quiet) {
                reply.line(MetaReply.MISS, tokens, flags);
            }
            return;
        }
        reply.begin(flags.wantsValue, item.valueLength());
        boolean won = created;
        for (int i = 2; i < tokens.count(); i++) {
            won |= getFlag(tokens, i, item, created);
        }
        state(item, won);
        reply.end();
        if (flags.wantsValue) {
            out.putValue(item.value, item.value.length);
        }
        if (!flags.noBump) {
            store.use(item);
        }
    }

    /** Answers one flag of {@code mg}; true if the client has won the right to fetch a new value. */
    private boolean getFlag(Tokens tokens, int i, Item item, boolean created) {
        long now = store.now();
        switch (tokens.first(i)) {
            case 'T':
                item.expiresAt = Expiry.toUnixTime(flags.ttl, now);
                return false;
            case 'R':
                return !item.winSent
                        && !created
                        && item.expiresAt != 0
                        && item.expiresAt < Expiry.toUnixTime(flags.recacheTtl, now);
            case 's':
                reply.number('s', item.valueLength());
                return false;
            case 't':
                reply.timeToLive(item.timeToLive(now));
                return false;
            case 'c':
                reply.number('c', item.cas);
                return false;
            case 'f':
                reply.number('f', Integer.toUnsignedLong(item.flags));
                return false;
            case 'l':
                reply.number('l', now - item.lastAccess);
                return false;
            case 'h':
                reply.number('h', item.fetched ? 1 : 0);
                return false;
            case 'O':
                reply.token(tokens, i);
                return false;
            case 'k':
                reply.key(item.key, 0, item.key.length, item.binaryKey);
                return false;
            default:
                return false;
        }
    }

    /** Tells who is to fetch a new value. The first that asks for a stale one wins, too. */
    private void state(Item item, boolean wonByFlag) {
        boolean won = wonByFlag || item.stale && !item.winSent;
        if (item.winSent) {
            reply.flag('Z');
        }
        if (item.stale) {
            reply.flag('X');
        }
        if (won) {
            reply.flag('W');
        }
        item.winSent |= won;
    }

    private Item create(int clientFlags, long expiresAt, int length, byte[] content) {
        MetaFlags flags = this.flags;
        Item item = store.allocate(flags.keyBytes, flags.keyOffset, flags.keyLength, clientFlags, expiresAt, length);
        if (item != null) {
            if (content != null) {
                System.arraycopy(content, 0, item.value, 0, length);
            }
            item.binaryKey = flags.binaryKey;
            item.cas = flags.newCas;
            store.store(item, addRequest);
        }
        return item;
    }

    private void delete(Tokens tokens) {
        MetaFlags flags = this.flags;
        Item item = find();
        boolean matches = item != null && (!flags.hasCas || flags.cas == item.cas);
        if (!matches) {
            store.stats().countDelete(false);
            reply.line(item == null ? MetaReply.NOT_FOUND : MetaReply.EXISTS, tokens, flags);
            return;
        }
        if (flags.emptyValue) {
            store.empty(item);
        }
        if (flags.invalidate) {
            if (flags.hasTtl) {
                item.expiresAt = Expiry.toUnixTime(flags.ttl, store.now());
            }
            item.stale = true;
            item.winSent = false;
        }
        if (flags.invalidate || flags.emptyValue) {
            item.cas = flags.newCas == 0 ? store.nextCas() : flags.newCas;
        } else {
            store.stats().countDelete(true);
            store.delete(item);
        }
        if (!flags.quiet) {
            reply.line(MetaReply.DONE, tokens, flags);
        }
    }

    private void arithmetic(Tokens tokens) {
        MetaFlags flags = this.flags;
        if ("\0I+iD-d".indexOf(flags.mode) < 0) {
            out.put(BAD_MODE);
            return;
        }
        boolean increment = "D-d".indexOf(flags.mode) < 0;
        Item item = find();
        boolean created = item == null && flags.vivify;
        if (created) {
            byte[] digits = Numbers.line(flags.initial);
            long expiresAt = Expiry.toUnixTime(flags.vivifyTtl, store.now());
            item = create(0, expiresAt, digits.length - Item.LINE_END, digits);
            if (item == null) {
                out.put(NO_MEMORY);
                return;
            }
        } else if (item == null) {
            store.stats().countArithmetic(increment, false);
            reply.line(MetaReply.NOT_FOUND, tokens, flags);
            return;
        } else if (!store.isNumber(item)) {
            out.put(Replies.NOT_A_NUMBER);
            return;
        } else if (flags.hasCas && flags.cas != item.cas) {
            reply.line(MetaReply.EXISTS, tokens, flags);
            return;
        } else {
            store.stats().countArithmetic(increment, true);
            store.add(item, increment, flags.delta);
            item.cas = flags.newCas == 0 ? item.cas : flags.newCas;
        }
        arithmeticDone(tokens, item);
    }

    private void arithmeticDone(Tokens tokens, Item item) {
        boolean silent = flags.quiet;
        if (!silent) {
            reply.begin(flags.wantsValue, item.valueLength());
        }
        long now = store.now();
        for (int i = 2; i < tokens.count(); i++) {
            int flag = tokens.first(i);
            if (flag == 'T') {
                item.expiresAt = Expiry.toUnixTime(flags.ttl, now);
            } else if (silent) {
                continue;
            } else if (flag == 'c') {
                reply.number('c', item.cas);
            } else if (flag == 't') {
                reply.timeToLive(item.timeToLive(now));
            } else if (flag == 'O') {
                reply.token(tokens, i);
            } else if (flag == 'k') {
                reply.key(flags.keyBytes, flags.keyOffset, flags.keyLength, flags.binaryKey);
            }
        }
        if (silent) {
            return;
        }
        reply.end();
        if (flags.wantsValue) {
            out.put(item.value);
        }
    }

    private void debug() {
        Item item = find();
        if (item == null) {
            out.put(Replies.META_MISS);
            return;
        }
        long now = store.now();
        out.put(META_DEBUG);
        reply.putKey(item.key, 0, item.key.length, item.binaryKey);
        out.put(Replies.line(" exp=" + item.timeToLive(now) + " la=" + (now - item.lastAccess) + " cas="
                + Long.toUnsignedString(item.cas) + " fetch=" + (item.fetched ? "yes" : "no") + " cls=1 size="
                + item.size()));
    }
}
