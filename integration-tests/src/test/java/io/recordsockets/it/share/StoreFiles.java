package io.recordsockets.it.share;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The files without a name that this process keeps shared bytes in, as the kernel shows them. */
final class StoreFiles {
    /** Not to be taken for the agent's jar. */
    private static final Pattern NAME = Pattern.compile("/record-sockets-\\d+-\\p{XDigit}+ \\(deleted\\)$");

    private StoreFiles() {}

    /** What they take of the file system: a file may be longer than what was written to it. */
    static long bytes() throws IOException {
        List<String> command = new ArrayList<>(List.of("stat", "-L", "-c", "%b %B"));
        Path descriptors =
                Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd");
        int closed = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : entries) {
                try {
                    if (NAME.matcher(Files.readSymbolicLink(descriptor).toString())
                            .find()) {
                        command.add(descriptor.toString());
                    }
                } catch (NoSuchFileException e) {
                    closed++;
                }
            }
        }
        if (command.size() == 4) {
            throw new IOException("this process has no store, closed=" + closed);
        }
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
}
