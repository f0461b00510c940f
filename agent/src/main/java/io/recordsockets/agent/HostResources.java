package io.recordsockets.agent;

import io.recordsockets.inbound.HoldMemory;
import io.recordsockets.rules.Rule;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the host offers apart from the JDK: system, receive memory, memory files. */
final class HostResources implements HostCheck {
    private static final int LEAST_JDK = 17;

    private final Path root;
    private final String system;
    private final Runtime.Version jdk;

    /** This host. */
    HostResources() {
        this(Path.of("/"), System.getProperty("os.name"), Runtime.version());
    }

    /** @param root the folder that holds {@code proc} and {@code dev} */
    HostResources(Path root, String system, Runtime.Version jdk) {
        this.root = root;
        this.system = system;
        this.jdk = jdk;
    }

    @Override
    public List<Line> lines() {
        return List.of(system(), jdk(), receiveMemory(), readAhead(), memoryFiles());
    }

    private Line system() {
        boolean linux = system.equals("Linux");
        String found = system + ' ' + System.getProperty("os.version") + ' ' + System.getProperty("os.arch");
        return new Line("operating system", linux, linux ? found : found + ": record sockets need Linux and its epoll");
    }

    private Line jdk() {
        boolean known = jdk.feature() >= LEAST_JDK;
        return new Line("JDK", known, jdk + (known ? "" : ": record sockets need 17 or later; tried on 17 and 25"));
    }

    /** The kernel holds a record whole where it fits into half of the largest receive buffer. */
    private Line receiveMemory() {
        String name = "receive memory";
        Path file = root.resolve("proc/sys/net/ipv4/tcp_rmem");
        String text;
        // in one call: the kernel answers the first read of such a file and no other
        byte[] bytes = new byte[128];
        try (InputStream in = new FileInputStream(file.toFile())) {
            text = new String(bytes, 0, Math.max(in.read(bytes), 0), StandardCharsets.US_ASCII).trim();
        } catch (IOException e) {
            return new Line(name, false, "not readable, file=" + file + ", cause=" + e);
        }
        long held;
        try {
            held = Long.parseLong(text.substring(Math.max(text.lastIndexOf('\t'), text.lastIndexOf(' ')) + 1)) / 2;
        } catch (NumberFormatException e) {
            return new Line(name, false, "not three numbers, file=" + file + ", found=" + text);
        }
        String found = "the kernel holds records up to " + held + " bytes";
        int limit = Rule.DEFAULT_HOLD_LIMIT;
        return held >= limit
                ? new Line(name, true, found)
                : new Line(
                        name,
                        false,
                        found + ", less than the default hold-limit=" + limit
                                + ": raise the last number of net.ipv4.tcp_rmem to " + 2L * limit
                                + ", or lower hold-limit");
    }

    private static Line readAhead() {
        return new Line(
                "read-ahead memory",
                true,
                HoldMemory.defaultLimit() + " bytes with the heap of this JVM, unless hold-memory says otherwise");
    }

    private Line memoryFiles() {
        String name = "memory files";
        Path folder = root.resolve("dev/shm");
        try {
            FileStore store = Files.getFileStore(folder);
            return new Line(
                    name,
                    true,
                    folder + " is " + store.type() + ", size=" + store.getTotalSpace() + ", free="
                            + store.getUsableSpace());
        } catch (IOException e) {
            return new Line(
                    name,
                    true,
                    "not there, folder=" + folder + ": large writes are not shared, or name store-directory");
        }
    }
}
