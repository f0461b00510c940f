package io.recordsockets.it;

import io.recordsockets.it.program.ApiBundle;
import io.recordsockets.it.program.ApiServlet;
import io.recordsockets.it.program.ApiUse;
import io.recordsockets.it.program.NestedFraming;
import io.recordsockets.spi.RecordFramingProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** Packs the test programs as applications are packed: a fat jar, a web application, a bundle. */
final class Deployment {
    private static final String SERVICE = "META-INF/services/" + RecordFramingProvider.class.getName();

    private Deployment() {}

    /** A jar of Spring Boot's form, with its loader; the library, and a framing of the application, are inside. */
    static Path fatJar(Path file, Path library) throws IOException {
        Manifest manifest = manifest("Main-Class: org.springframework.boot.loader.launch.JarLauncher\n"
                + "Start-Class: " + ApiUse.class.getName() + "\n"
                + "Spring-Boot-Classes: BOOT-INF/classes/\nSpring-Boot-Lib: BOOT-INF/lib/\n");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                JarFile loader =
                        new JarFile(Artifacts.onClassPath("spring-boot-loader").toFile())) {
            for (Enumeration<JarEntry> entries = loader.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class")) {
                    try (InputStream in = loader.getInputStream(entry)) {
                        put(jar, entry.getName(), in.readAllBytes());
                    }
                }
            }
            // The loader opens a folder inside by its entry.
            for (String inside : new String[] {"BOOT-INF/", "BOOT-INF/classes/", "BOOT-INF/lib/"}) {
                put(jar, inside, new byte[0]);
            }
            for (Class<?> type : new Class<?>[] {
                ApiUse.class, NestedFraming.class, Class.forName(NestedFraming.class.getName() + "$1")
            }) {
                put(jar, "BOOT-INF/classes/" + resource(type), bytes(type));
            }
            put(
                    jar,
                    "BOOT-INF/classes/" + SERVICE,
                    NestedFraming.class.getName().getBytes());
            put(jar, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
        return file;
    }

    /** The folder of a web application; {@code libraries} are its own. */
    static Path war(Path folder, Path... libraries) throws IOException {
        for (Class<?> type : new Class<?>[] {ApiUse.class, ApiServlet.class}) {
            Path file = folder.resolve("WEB-INF/classes/" + resource(type));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes(type));
        }
        for (Path library : libraries) {
            Path file = folder.resolve("WEB-INF/lib/" + library.getFileName());
            Files.createDirectories(file.getParent());
            Files.copy(library, file);
        }
        return folder;
    }

    /** A bundle with the library inside; null for one that imports the API. */
    static Path bundle(Path file, Path library) throws IOException {
        String imports = "Import-Package: org.osgi.framework";
        Manifest manifest = manifest("Bundle-ManifestVersion: 2\nBundle-SymbolicName: api\nBundle-Activator: "
                + ApiBundle.class.getName() + "\n"
                + (library == null
                        ? imports + ",io.recordsockets,io.recordsockets.spi\n"
                        : imports + "\nBundle-ClassPath: .," + library.getFileName() + "\n"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            put(jar, resource(ApiUse.class), bytes(ApiUse.class));
            put(jar, resource(ApiBundle.class), bytes(ApiBundle.class));
            if (library != null) {
                put(jar, library.getFileName().toString(), Files.readAllBytes(library));
            }
        }
        return file;
    }

    private static Manifest manifest(String attributes) throws IOException {
        return new Manifest(new java.io.ByteArrayInputStream(("Manifest-Version: 1.0\n" + attributes).getBytes()));
    }

    /** Stored: a jar inside a jar is read where it lies. */
    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCompressedSize(bytes.length);
        entry.setCrc(sum.getValue());
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }

    private static String resource(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getClassLoader().getResourceAsStream(resource(type))) {
            return in.readAllBytes();
        }
    }
}
