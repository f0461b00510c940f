package io.recordsockets.framing;

/** The framings by name. */
public final class Framings {
    private Framings() {}
}
