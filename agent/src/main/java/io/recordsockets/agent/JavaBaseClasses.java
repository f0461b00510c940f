package io.recordsockets.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;

/** Defines classes of the agent jar in the package {@code sun.nio.ch}, once {@link Installer#prepare} has opened it. */
final class JavaBaseClasses {
    private static final String RESOURCES = "/META-INF/java-base/sun/nio/ch/";

    private JavaBaseClasses() {}

    /** @param names simple names, in an order in which each finds its superclass and interfaces */
    static void define(String... names) throws ReflectiveOperationException, IOException {
        MethodHandles.Lookup lookup =
                MethodHandles.privateLookupIn(Class.forName("sun.nio.ch.IOUtil", false, null), MethodHandles.lookup());
        for (String name : names) {
            String resource = RESOURCES + name + ".classdata";
            try (InputStream in = JavaBaseClasses.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException("the agent jar is damaged, missing=" + resource);
                }
                lookup.defineClass(in.readAllBytes());
            }
        }
    }
}
