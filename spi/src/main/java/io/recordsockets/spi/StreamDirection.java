package io.recordsockets.spi;

/** Which of the two byte streams of a connection a parser is asked about. */
public enum StreamDirection {
    /** The bytes from the side that connected to the side that accepted: what a server reads. */
    REQUESTS,
    /** The bytes from the side that accepted to the side that connected: what a client reads. */
    RESPONSES
}
