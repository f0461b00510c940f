package io.recordsockets.it.program;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** {@link ApiUse} in a bundle. */
public final class ApiBundle implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        System.out.print(ApiUse.report());
    }

    @Override
    public void stop(BundleContext context) {}
}
