package io.recordsockets.agent;

import java.util.List;

/** A part of the command {@code check}: looks at something of this host and tells. One thread. */
interface HostCheck {
    /**
     * One finding.
     *
     * @param name what was looked at
     * @param ok false where record sockets will not work for it, or not as they should
     * @param detail what was found; where it is not ok, what to do
     */
    record Line(String name, boolean ok, String detail) {}

    /** Looks now. Never throws for what it finds. */
    List<Line> lines();
}
