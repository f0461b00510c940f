package io.recordsockets.it;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Main class of a forked JVM: runs JUnit classes and writes a line for each event to a file, {@code event TAB test TAB text
 * in Base64}. Each test has 20 s.
 */
public final class Suite {
    private Suite() {}

    /** The file for the results, then the classes. */
    public static void main(String[] arguments) {
        Path results = Path.of(arguments[0]);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(arguments)
                        .skip(1)
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .configurationParameter("junit.jupiter.execution.timeout.default", "20 s")
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                .build();
        LauncherFactory.create().execute(request, new Reporter(results));
        // Threads that a failed test left behind are not waited for.
        System.exit(0);
    }

    private record Reporter(Path results) implements TestExecutionListener {
        @Override
        public void executionStarted(TestIdentifier test) {
            if (test.isTest()) {
                write("started", test, "");
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            write("skipped", test, reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            String text = result.getThrowable().map(Reporter::trace).orElse("");
            if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                write(result.getStatus().name().toLowerCase(java.util.Locale.ROOT), test, text);
            }
        }

        private void write(String event, TestIdentifier test, String text) {
            String name = test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(MethodSource.class::cast)
                    .map(source -> simple(source.getClassName()) + "." + source.getMethodName())
                    .orElse(test.getDisplayName());
            String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            try {
                Files.writeString(
                        results,
                        event + "\t" + name + "\t" + encoded + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static String simple(String className) {
            return className.substring(className.lastIndexOf('.') + 1);
        }

        private static String trace(Throwable t) {
            StringWriter text = new StringWriter();
            t.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }
}
