package io.recordsockets.monitor;

import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.RuleStatistics;
import io.recordsockets.SendingStatistics;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
    private final Supplier<RecordSocketsStatus> source;
    private final String version;

    /**
     * Makes the bean; {@link #register()} shows it.
     *
     * @param source is asked at each call
     */
    public RecordSocketsBean(Supplier<RecordSocketsStatus> source, String version) {
        this.source = source;
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
        return source.get().agentActive();
    }

    @Override
    public String getDescription() {
        return source.get().description();
    }

    @Override
    public List<RuleView> getRules() {
        RecordSocketsStatus status = source.get();
        List<RuleView> views = new ArrayList<>();
        for (RuleStatistics rule : status.rules()) {
            views.add(new RuleView(rule));
        }
        return views;
    }

    @Override
    public RuleView getTotal() {
        return new RuleView(source.get().total());
    }

    @Override
    public Map<String, Long> getSending() {
        SendingStatistics sending = source.get().sending();
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("sockets", (long) sending.sockets());
        figures.put("queuedRecords", sending.queuedRecords());
        figures.put("queuedBytesPerReceiver", sending.queuedBytesPerReceiver());
        figures.put("queuedBytesOnce", sending.queuedBytesOnce());
        figures.put("sent", sending.sent());
        figures.put("unsent", sending.unsent());
        figures.put("expired", sending.expired());
        figures.put("superseded", sending.superseded());
        figures.put("failed", sending.failed());
        figures.put("refused", sending.refused());
        figures.put("writes", sending.writes());
        figures.put("sharedBytes", sending.sharedBytes());
        figures.put("leakedHandles", sending.leakedHandles());
        return figures;
    }

    @Override
    public Map<String, Long> getReadAhead() {
        RecordSocketsStatus.Memory readAhead = source.get().readAhead();
        return memory(readAhead.limitBytes(), readAhead.usedBytes(), readAhead.refused());
    }

    @Override
    public Map<String, Long> getStore() {
        RecordSocketsStatus.Memory store = source.get().store();
        return memory(store.limitBytes(), store.usedBytes(), store.refused());
    }

    private static Map<String, Long> memory(long limitBytes, long usedBytes, long refused) {
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("limitBytes", limitBytes);
        figures.put("usedBytes", usedBytes);
        figures.put("refused", refused);
        return figures;
    }
}
