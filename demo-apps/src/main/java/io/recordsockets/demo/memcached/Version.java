package io.recordsockets.demo.memcached;

/** The versions of this server. */
final class Version {
    /**
     * What clients are told: the memcached whose protocol this is, since clients look at it to know what they may send.
     */
    static final String PROTOCOL = "1.6.18-nio";
    /** From the manifest of the jar; a run from class files has none. */
    static final String BUILD = build();

    private Version() {}

    private static String build() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
