package io.recordsockets.demo.memcached;

/** The commands of the binary protocol. Most have a quiet twin that answers only what the client does not expect. */
enum Opcode {
    GET(0x00, 0x09),
    SET(0x01, 0x11, StoreMode.SET),
    ADD(0x02, 0x12, StoreMode.ADD),
    REPLACE(0x03, 0x13, StoreMode.REPLACE),
    DELETE(0x04, 0x14),
    INCREMENT(0x05, 0x15),
    DECREMENT(0x06, 0x16),
    QUIT(0x07, 0x17),
    FLUSH(0x08, 0x18),
    NOOP(0x0a),
    VERSION(0x0b),
    GETK(0x0c, 0x0d),
    APPEND(0x0e, 0x19, StoreMode.APPEND),
    PREPEND(0x0f, 0x1a, StoreMode.PREPEND),
    STAT(0x10),
    VERBOSITY(0x1b),
    TOUCH(0x1c),
    GAT(0x1d, 0x1e),
    GATK(0x23, 0x24);

    private static final int NO_TWIN = -1;
    private static final Opcode[] BY_CODE = new Opcode[256];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
            if (opcode.quietCode != NO_TWIN) {
                BY_CODE[opcode.quietCode] = opcode;
            }
        }
    }

    /** How a storage command stores, null for the others. */
    final StoreMode mode;

    private final int code;
    private final int quietCode;

    Opcode(int code) {
        this(code, NO_TWIN, null);
    }

    Opcode(int code, int quietCode) {
        this(code, quietCode, null);
    }

    Opcode(int code, int quietCode, StoreMode mode) {
        this.code = code;
        this.quietCode = quietCode;
        this.mode = mode;
    }

    /** The command of a code, quiet or not, or null. */
    static Opcode of(int code) {
        return BY_CODE[code];
    }

    boolean isQuiet(int code) {
        return code == quietCode;
    }
}
