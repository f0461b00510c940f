package io.recordsockets.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.security.ProtectionDomain;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The class loader of the engine: what of {@code sun.nio.ch} is opened, is opened to its unnamed module, and not to that of
 * the system class loader, which is the application's.
 *
 * <pre>
 * bootstrap, platform    the JDK, and the classes that join sun.nio.ch
 *      |         \
 *   system     EngineLoader     every other class of the agent jar
 *      |         /
 *  the API: io.recordsockets, io.recordsockets.spi     found through the system class loader by both, so its types are the same
 *  the doors: RecordAgent, EngineLoader, AgentProvider
 * </pre>
 *
 * <p>The doors call the engine by reflection or by types of the API. A class that the system class loader has from the same
 * jar by the name of one of the engine's is another class: the doors must not name one.
 *
 * <p>Where the jar is not the system class loader's own - in a fat jar, in a web application - the engine stays with the
 * loader that has it: an agent, which is always the system class loader's, will never be that engine.
 *
 * <p><b>Threading:</b> any thread.
 */
final class EngineLoader extends ClassLoader {
    private static final String OURS = "io.recordsockets.";
    private static final String SPI = OURS + "spi.";
    private static final String DOORS = OURS + "agent.";

    /** Made once; guarded by the class. */
    private static ClassLoader engine;

    private final ClassLoader system;

    /** That of the jar: the engine has the permissions which a policy gives to it. */
    private final ProtectionDomain domain;

    /** Open for good. The JVM has the same file open, and the two share their descriptor. */
    private final ZipFile jar;

    static {
        registerAsParallelCapable();
    }

    private EngineLoader(ClassLoader system, ProtectionDomain domain, ZipFile jar) {
        super("record-sockets", ClassLoader.getPlatformClassLoader());
        this.system = system;
        this.domain = domain;
        this.jar = jar;
    }

    /**
     * A class of the engine.
     *
     * @throws IOException if the jar cannot be read
     */
    static Class<?> engineClass(String simpleName) throws ClassNotFoundException, IOException {
        return Class.forName(DOORS + simpleName, true, engine());
    }

    private static synchronized ClassLoader engine() throws IOException {
        if (engine == null) {
            ClassLoader own = EngineLoader.class.getClassLoader();
            ProtectionDomain domain = EngineLoader.class.getProtectionDomain();
            File file = isSystems(own) ? jarOf(domain) : null;
            engine = file == null ? own : new EngineLoader(own, domain, new ZipFile(file));
        }
        return engine;
    }

    /** An operator may have put a system class loader in front of the JDK's. */
    private static boolean isSystems(ClassLoader own) {
        ClassLoader loader = getSystemClassLoader();
        while (loader != null && loader != own) {
            loader = loader.getParent();
        }
        return loader != null;
    }

    /** The file that the domain's classes come from; null where that is not a jar. */
    private static File jarOf(ProtectionDomain domain) {
        URL location =
                domain.getCodeSource() == null ? null : domain.getCodeSource().getLocation();
        try {
            File file = location == null ? null : new File(location.toURI());
            return file != null && file.isFile() ? file : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isEngines(String name) {
        if (!name.startsWith(OURS) || name.indexOf('.', OURS.length()) < 0 || name.startsWith(SPI)) {
            return false;
        }
        return switch (name.startsWith(DOORS) ? name.substring(DOORS.length()) : "") {
            case "RecordAgent", "EngineLoader", "AgentProvider" -> false;
            default -> true;
        };
    }

    /** The JVM calls this wherever code of the engine first needs a class, which may be below code of the application. */
    @Override
    @SuppressWarnings("removal")
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (System.getSecurityManager() == null) {
            return find(name);
        }
        try {
            return AccessController.doPrivileged(new PrivilegedExceptionAction<Class<?>>() {
                @Override
                public Class<?> run() throws ClassNotFoundException {
                    return find(name);
                }
            });
        } catch (PrivilegedActionException e) {
            throw (ClassNotFoundException) e.getException();
        }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        if (!isEngines(name)) {
            return name.startsWith(OURS) ? system.loadClass(name) : super.loadClass(name, false);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/').concat(".class"))) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length, domain);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** From the jar alone, as the JVM has it open, whatever lies at its path by now. */
    @Override
    public InputStream getResourceAsStream(String name) {
        ZipEntry entry = jar.getEntry(name);
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (IOException e) {
            return null;
        }
    }
}
