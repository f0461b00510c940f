package io.recordsockets.it.program;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.launch.Framework;

/** An OSGi framework with one bundle. */
public final class BundleHost {
    private BundleHost() {}

    /** The bundle; a folder to work in; the packages of the class path that bundles may import, if any. */
    public static void main(String[] arguments) throws Exception {
        String shared = arguments.length > 2 ? arguments[2] : "";
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        arguments[1],
                        "org.osgi.framework.system.packages.extra",
                        shared));
        framework.start();
        framework
                .getBundleContext()
                .installBundle(Path.of(arguments[0]).toUri().toString())
                .start();
        System.exit(0);
    }
}
