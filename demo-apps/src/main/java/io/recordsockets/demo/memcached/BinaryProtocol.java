package io.recordsockets.demo.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The binary protocol. */
final class BinaryProtocol implements Protocol {
    private static final int STORE_EXTRAS = 8;
    private static final int ARITHMETIC_EXTRAS = 20;
    private static final int TIME_EXTRAS = 4;
    /** An expiry time of increment and decrement that means: do not create the item. */
    private static final int DO_NOT_CREATE = 0xffffffff;

    private static final int MAX_VERBOSITY = 3;

    private final Connection connection;
    private final Context context;
    private final Store store;
    private final BinaryReply reply;
    private final BinaryHeader header = new BinaryHeader();
    private final StoreRequest request = new StoreRequest();

    // the command that is being served; the bytes are valid until it returns
    private Opcode opcode;
    private boolean quiet;
    private byte[] bytes;
    private int extras;
    private int key;

    /** The item whose value is being received. */
    private Item item;

    BinaryProtocol(Connection connection, Context context) {
        this.connection = connection;
        this.context = context;
        store = context.store;
        reply = new BinaryReply(connection.out());
    }

    @Override
    public boolean serve(ByteBuffer in) {
        if (in.remaining() < BinaryHeader.LENGTH) {
            return false;
        }
        BinaryHeader header = this.header;
        header.read(in);
        opcode = Opcode.of(header.opcode);
        quiet = opcode != null && opcode.isQuiet(header.opcode);
        if (header.magic != BinaryHeader.REQUEST) {
            context.log(1, "connection closed, not a request: magic=" + header.magic);
            connection.closeWhenSent();
            return false;
        }
        if (header.valueLength() < 0) {
            context.stats.requests.increment();
            fail(BinaryStatus.UNKNOWN_COMMAND);
            connection.closeWhenSent();
            return false;
        }
        if (header.keyLength > Store.MAX_KEY_LENGTH) {
            context.stats.requests.increment();
            protocolError();
            return false;
        }
        int head = BinaryHeader.LENGTH + header.extrasLength + header.keyLength;
        if (in.remaining() < head) {
            return false;
        }
        bytes = in.array();
        extras = in.position() + BinaryHeader.LENGTH;
        key = extras + header.extrasLength;
        in.position(in.position() + head);
        context.stats.requests.increment();
        serveCommand(in);
        bytes = null;
        return true;
    }

    private void serveCommand(ByteBuffer in) {
        if (context.verbosity() >= 2) {
            context.log(
                    2,
                    "< opcode=" + header.opcode + " key_length=" + header.keyLength + " body_length="
                            + header.bodyLength);
        }
        if (opcode == null) {
            fail(BinaryStatus.UNKNOWN_COMMAND);
            connection.swallow(header.valueLength());
        } else if (!hasRightShape()) {
            protocolError();
        } else if (opcode.mode != null) {
            beginStore(in);
        } else {
            dispatch(in);
        }
    }

    private boolean hasRightShape() {
        int extrasLength = header.extrasLength;
        boolean hasKey = header.keyLength > 0;
        boolean hasValue = header.valueLength() > 0;
        switch (opcode) {
            case SET:
            case ADD:
            case REPLACE:
                return hasKey && extrasLength == STORE_EXTRAS;
            case APPEND:
            case PREPEND:
                return hasKey && extrasLength == 0;
            case GET:
            case GETK:
            case DELETE:
                return hasKey && extrasLength == 0 && !hasValue;
            case INCREMENT:
            case DECREMENT:
                return hasKey && extrasLength == ARITHMETIC_EXTRAS && !hasValue;
            case TOUCH:
            case GAT:
            case GATK:
                return hasKey && extrasLength == TIME_EXTRAS && !hasValue;
            case FLUSH:
                return !hasKey && (extrasLength == 0 || extrasLength == TIME_EXTRAS) && !hasValue;
            case VERBOSITY:
                return !hasKey && extrasLength == TIME_EXTRAS && !hasValue;
            case STAT:
                return extrasLength == 0 && !hasValue;
            default:
                return !hasKey && extrasLength == 0 && !hasValue;
        }
    }

    private void dispatch(ByteBuffer in) {
        switch (opcode) {
            case GET:
            case GETK:
            case TOUCH:
            case GAT:
            case GATK:
                retrieve(in);
                break;
            case DELETE:
                delete();
                break;
            case INCREMENT:
            case DECREMENT:
                arithmetic(in);
                break;
            case FLUSH:
                store.flush(header.extrasLength == 0 ? 0 : in.getInt(extras));
                done(0);
                break;
            case NOOP:
                done(0);
                break;
            case VERSION:
                reply.text(header, "", Version.PROTOCOL);
                break;
            case STAT:
                stats();
                break;
            case VERBOSITY:
                context.verbosity(Math.max(0, Math.min(MAX_VERBOSITY, in.getInt(extras))));
                done(0);
                break;
            default:
                done(0);
                connection.closeWhenSent();
        }
    }

    /** Answers success with nothing more to say, unless the client wants to hear of failure only. */
    private void done(long cas) {
        if (!quiet) {
            reply.done(header, cas);
        }
    }

    private void fail(BinaryStatus status) {
        reply.fail(header, status);
    }

    private void protocolError() {
        context.log(1, "connection closed, malformed request: opcode=" + header.opcode);
        fail(BinaryStatus.INVALID_ARGUMENTS);
        connection.closeWhenSent();
    }

    private void retrieve(ByteBuffer in) {
        boolean touches = header.extrasLength == TIME_EXTRAS;
        boolean withKey = opcode == Opcode.GETK || opcode == Opcode.GATK;
        synchronized (store) {
            Item item = touches
                    ? store.touch(bytes, key, header.keyLength, store.expiresAt(in.getInt(extras)))
                    : store.get(bytes, key, header.keyLength);
            if (item != null) {
                reply.item(header, item, withKey, opcode != Opcode.TOUCH);
                return;
            }
        }
        if (quiet) {
            return;
        }
        if (withKey) {
            reply.missed(header, bytes, key, header.keyLength);
        } else {
            fail(BinaryStatus.KEY_NOT_FOUND);
        }
    }

    private void delete() {
        BinaryStatus failure = null;
        synchronized (store) {
            Item item = store.find(bytes, key, header.keyLength);
            if (item == null) {
                store.stats().countDelete(false);
                failure = BinaryStatus.KEY_NOT_FOUND;
            } else if (header.cas != 0 && header.cas != item.cas) {
                failure = BinaryStatus.KEY_EXISTS;
            } else {
                store.stats().countDelete(true);
                store.delete(item);
            }
        }
        if (failure == null) {
            done(0);
        } else {
            fail(failure);
        }
    }

    private void arithmetic(ByteBuffer in) {
        boolean increment = opcode == Opcode.INCREMENT;
        long delta = in.getLong(extras);
        long initial = in.getLong(extras + 8);
        int exptime = in.getInt(extras + 16);
        synchronized (store) {
            Item item = store.find(bytes, key, header.keyLength);
            if (item == null) {
                create(increment, initial, exptime);
            } else if (!store.isNumber(item)) {
                fail(BinaryStatus.NOT_A_NUMBER);
            } else if (header.cas != 0 && header.cas != item.cas) {
                fail(BinaryStatus.KEY_EXISTS);
            } else {
                store.stats().countArithmetic(increment, true);
                number(store.add(item, increment, delta), item.cas);
            }
        }
    }

    private void create(boolean increment, long initial, int exptime) {
        if (exptime == DO_NOT_CREATE) {
            store.stats().countArithmetic(increment, false);
            fail(BinaryStatus.KEY_NOT_FOUND);
            return;
        }
        byte[] digits = Numbers.line(initial);
        int length = digits.length - Item.LINE_END;
        Item item = store.allocate(bytes, key, header.keyLength, 0, store.expiresAt(exptime), length);
        if (item == null) {
            fail(BinaryStatus.OUT_OF_MEMORY);
            return;
        }
        System.arraycopy(digits, 0, item.value, 0, length);
        request.reset(StoreMode.ADD, 0);
        store.store(item, request);
        number(initial, item.cas);
    }

    private void number(long value, long cas) {
        if (!quiet) {
            reply.number(header, value, cas);
        }
    }

    private void beginStore(ByteBuffer in) {
        boolean hasExtras = header.extrasLength == STORE_EXTRAS;
        int flags = hasExtras ? in.getInt(extras) : 0;
        int exptime = hasExtras ? in.getInt(extras + 4) : 0;
        boolean compares = header.cas != 0 && hasExtras;
        request.reset(compares ? StoreMode.CAS : opcode.mode, header.cas);
        long length = header.valueLength();
        BinaryStatus failure;
        if (length > Integer.MAX_VALUE - Item.LINE_END || store.isTooLarge(header.keyLength, (int) length)) {
            store.countTooLarge();
            failure = BinaryStatus.TOO_LARGE;
        } else {
            item = store.allocate(bytes, key, header.keyLength, flags, store.expiresAt(exptime), (int) length);
            if (item != null) {
                connection.receive(item.value, (int) length);
                return;
            }
            failure = BinaryStatus.OUT_OF_MEMORY;
        }
        fail(failure);
        if (opcode == Opcode.SET) {
            store.deleteIfFound(bytes, key, header.keyLength);
        }
        connection.swallow(length);
    }

    @Override
    public void valueReceived() {
        Item item = this.item;
        this.item = null;
        StoreOutcome outcome;
        long cas;
        synchronized (store) {
            outcome = store.store(item, request);
            cas = item.cas;
        }
        switch (outcome) {
            case STORED:
                done(cas);
                break;
            case EXISTS:
                fail(BinaryStatus.KEY_EXISTS);
                break;
            case NOT_FOUND:
                fail(BinaryStatus.KEY_NOT_FOUND);
                break;
            case TOO_LARGE:
                fail(BinaryStatus.TOO_LARGE);
                break;
            case NO_MEMORY:
                fail(BinaryStatus.OUT_OF_MEMORY);
                break;
            default:
                fail(notStored());
        }
    }

    /** The binary protocol tells why. */
    private BinaryStatus notStored() {
        switch (request.mode) {
            case ADD:
                return BinaryStatus.KEY_EXISTS;
            case REPLACE:
                return BinaryStatus.KEY_NOT_FOUND;
            default:
                return BinaryStatus.NOT_STORED;
        }
    }

    @Override
    public void valueLost() {
        store.release(item);
        item = null;
    }

    private void stats() {
        String group = new String(bytes, key, header.keyLength, StandardCharsets.ISO_8859_1);
        if (group.equals("reset")) {
            StatsReport.reset(context);
        } else if (!StatsReport.write(context, group, this::stat)) {
            fail(BinaryStatus.KEY_NOT_FOUND);
            return;
        }
        stat("", "");
    }

    private void stat(String name, String value) {
        reply.text(header, name, value);
    }
}
