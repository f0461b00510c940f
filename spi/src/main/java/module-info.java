/** The public API of Record Sockets: JDK types only, no dependency. */
module io.recordsockets {
    exports io.recordsockets;
    exports io.recordsockets.spi;

    uses io.recordsockets.spi.RecordSocketsProvider;
}
