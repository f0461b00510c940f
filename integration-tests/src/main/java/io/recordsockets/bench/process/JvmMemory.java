package io.recordsockets.bench.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Heap and direct buffers of a JVM that knows nothing of benchmarks, over its own management agent, which is started there.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class JvmMemory implements AutoCloseable {
    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final Iterable<BufferPoolMXBean> pools;

    private JvmMemory(JMXConnector connector) throws IOException {
        this.connector = connector;
        MBeanServerConnection connection = connector.getMBeanServerConnection();
        this.memory = ManagementFactory.getPlatformMXBean(connection, MemoryMXBean.class);
        this.pools = ManagementFactory.getPlatformMXBeans(connection, BufferPoolMXBean.class);
    }

    /** Connects to the JVM of this process. */
    public static JvmMemory of(long pid) throws IOException {
        String address;
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                address = machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("a JVM cannot be attached to: pid=" + pid, e);
        }
        JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
        try {
            return new JvmMemory(connector);
        } catch (IOException | RuntimeException e) {
            connector.close();
            throw e;
        }
    }

    /** What the heap holds after a collection, in bytes. */
    public long heapBytes() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** What direct buffers hold, in bytes. */
    public long directBytes() {
        long sum = 0;
        for (BufferPoolMXBean pool : pools) {
            if (pool.getName().equals("direct")) {
                sum += pool.getMemoryUsed();
            }
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
