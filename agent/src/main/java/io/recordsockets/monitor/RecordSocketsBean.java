package io.recordsockets.monitor;

import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.RuleStatistics;
import io.recordsockets.spi.RecordSocketsProvider;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The MXBean. Loads {@code java.management}, which takes long: not to be touched while the application starts.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class RecordSocketsBean implements RecordSocketsMXBean {
    private final RecordSocketsProvider provider;
    private final String version;

    /**
     * Makes the bean; {@link #register()} shows it.
     *
     * @param provider is asked at each call
     */
    public RecordSocketsBean(RecordSocketsProvider provider, String version) {
        this.provider = provider;
        this.version = version;
    }

    /** Shows the bean at the platform's MBean server. Where that fails it is logged, and there is no bean. */
    public void register() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            server.registerMBean(this, new ObjectName(NAME));
        } catch (InstanceAlreadyExistsException e) {
            Log.log().info("MXBean is registered already, name={}", NAME);
        } catch (JMException | RuntimeException e) {
            Log.log().warn("MXBean not registered, name={}, counters are not shown over JMX", NAME, e);
        }
    }

    @Override
    public String getVersion() {
        return version;
    }

    @Override
    public boolean isActive() {
        return provider.status().active();
    }

    @Override
    public String getDescription() {
        return provider.status().description();
    }

    @Override
    public List<RuleView> getRules() {
        RecordSocketsStatus status = provider.status();
        List<RuleView> views = new ArrayList<>();
        for (RuleStatistics rule : status.rules()) {
            views.add(new RuleView(rule));
        }
        return views;
    }

    @Override
    public RuleView getTotal() {
        return new RuleView(provider.status().total());
    }
}
