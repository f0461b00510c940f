package io.recordsockets.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.recordsockets.spi.RecordFramingProvider;
import io.recordsockets.spi.StreamDirection;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A framing whose provider is below the class loader of the rules. */
class LateFramingTest {
    private static final StreamDirection REQUESTS = StreamDirection.REQUESTS;

    @TempDir
    Path classPath;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private CountingLoader loader;
    private LateFraming framing;

    @BeforeEach
    void readTheRule() throws IOException {
        loader = new CountingLoader(classPath.toUri().toURL());
        UnknownFramingException unknown =
                assertThrows(UnknownFramingException.class, () -> Framings.find("good", Map.of(), null));
        framing = new LateFraming("good", Map.of("version", "2"), unknown);
    }

    @AfterEach
    void restoreTheThread() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    @Test
    void isFoundInTheContextClassLoaderOfTheThreadWithTheConnection() throws IOException {
        deploy();
        assertThrows(UnknownFramingException.class, () -> framing.parser(REQUESTS));
        Thread.currentThread().setContextClassLoader(loader);
        assertNotNull(framing.parser(REQUESTS));
        assertNull(framing.problem());
        Thread.currentThread().setContextClassLoader(null);
        assertNotNull(framing.parser(REQUESTS), "is kept");
    }

    @Test
    void asksAClassLoaderOnce() {
        Thread.currentThread().setContextClassLoader(loader);
        for (int i = 0; i < 3; i++) {
            String message = assertThrows(UnknownFramingException.class, () -> framing.parser(REQUESTS))
                    .getMessage();
            assertEquals(message, framing.problem());
        }
        assertEquals(1, loader.asked);
    }

    private void deploy() throws IOException {
        Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
        Files.write(services.resolve(RecordFramingProvider.class.getName()), List.of(Provider.class.getName()));
    }

    /** What the application has. */
    public static final class Provider extends FramingsTest.Good {
        @Override
        public io.recordsockets.RecordFraming framing(Map<String, String> parameters) {
            return direction -> Framings.find("line", Map.of(), null).parser(direction);
        }
    }

    private static final class CountingLoader extends URLClassLoader {
        int asked;

        CountingLoader(URL classPath) {
            super(new URL[] {classPath}, LateFramingTest.class.getClassLoader());
        }

        @Override
        public java.util.Enumeration<URL> getResources(String name) throws IOException {
            asked++;
            return super.getResources(name);
        }
    }
}
