package io.recordsockets.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder for stores on the memory file system, and what this process has of it. */
final class MemoryFolder implements AutoCloseable {
    final Path path;

    /** Descriptors that were gone before they were looked at. */
    private int closed;

    MemoryFolder() {
        Path memory = Path.of("/dev/shm");
        try {
            path = Files.createTempDirectory(memory, "store-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files without a name that are open here. */
    private List<String> open() throws IOException {
        List<String> open = new ArrayList<>();
        Path descriptors =
                Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd");
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : entries) {
                try {
                    if (Files.readSymbolicLink(descriptor).startsWith(path)) {
                        open.add(descriptor.toString());
                    }
                } catch (NoSuchFileException e) {
                    // That of the listing itself, or one that another thread has closed.
                    closed++;
                }
            }
        }
        return open;
    }

    int openFiles() throws IOException {
        return open().size();
    }

    /** What they take of the file system: a file may be longer than what was written to it. */
    long openBytes() throws IOException {
        List<String> command = new ArrayList<>(List.of("stat", "-L", "-c", "%b %B"));
        List<String> open = open();
        if (open.isEmpty()) {
            return 0;
        }
        command.addAll(open);
        Process stat = new ProcessBuilder(command).start();
        long bytes = 0;
        for (String line : new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .toList()) {
            String[] words = line.split(" ");
            bytes += Long.parseLong(words[0]) * Long.parseLong(words[1]);
        }
        return bytes;
    }

    /** Mappings of its files in this process. */
    long mappings() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(path.toString())).count();
        }
    }

    /** Fails where a file has kept its name. */
    @Override
    public void close() {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
