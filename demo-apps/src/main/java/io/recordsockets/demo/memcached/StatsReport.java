package io.recordsockets.demo.memcached;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;

/** What {@code stats} answers, in both protocols. */
final class StatsReport {
    /** Ticks a second in /proc: USER_HZ, 100 on every architecture that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;
    /** Of the fields behind the name of the program in /proc/self/stat (proc(5)). */
    private static final int USER_TIME_FIELD = 11;

    private static final int SYSTEM_TIME_FIELD = 12;

    private StatsReport() {}

    static void reset(Context context) {
        context.stats.reset();
        context.store.resetStats();
    }

    /**
     * Gives the lines of one group to {@code line}.
     *
     * @param group as sent behind {@code stats}, empty for the general ones
     * @return false if there is no such group
     */
    static boolean write(Context context, String group, BiConsumer<String, String> line) {
        switch (group) {
            case "":
                process(context, line);
                network(context, line);
                synchronized (context.store) {
                    cache(context.store, line);
                }
                return true;
            case "settings":
                settings(context.options, context.verbosity(), line);
                return true;
            case "items":
                items(context.store, line);
                return true;
            case "slabs":
                slabs(context.store, line);
                return true;
            case "sizes":
                line.accept("sizes_status", "disabled");
                return true;
            default:
                return false;
        }
    }

    private static void put(BiConsumer<String, String> line, String name, long value) {
        line.accept(name, Long.toUnsignedString(value));
    }

    private static void process(Context context, BiConsumer<String, String> line) {
        long now = context.store.now();
        put(line, "pid", ProcessHandle.current().pid());
        put(line, "uptime", now - context.startedAt);
        put(line, "time", now);
        line.accept("version", Version.PROTOCOL);
        line.accept("pointer_size", System.getProperty("sun.arch.data.model", "64"));
        long[] micros = processorMicros();
        line.accept("rusage_user", seconds(micros[0]));
        line.accept("rusage_system", seconds(micros[1]));
    }

    private static String seconds(long micros) {
        return micros / 1_000_000 + "."
                + String.valueOf(1_000_000 + micros % 1_000_000).substring(1);
    }

    /** User and system time of this process, in microseconds. */
    private static long[] processorMicros() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long tick = 1_000_000 / TICKS_PER_SECOND;
            return new long[] {
                Long.parseLong(fields[USER_TIME_FIELD]) * tick, Long.parseLong(fields[SYSTEM_TIME_FIELD]) * tick
            };
        } catch (IOException | RuntimeException e) {
            Duration total = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            return new long[] {total.toNanos() / 1000, 0};
        }
    }

    private static void network(Context context, BiConsumer<String, String> line) {
        ServerStats stats = context.stats;
        put(line, "max_connections", context.options.maxConnections);
        put(line, "curr_connections", stats.openConnections.get());
        put(line, "total_connections", stats.totalConnections.sum());
        put(line, "rejected_connections", stats.rejectedConnections.sum());
        put(line, "bytes_read", stats.bytesRead.sum());
        put(line, "bytes_written", stats.bytesWritten.sum());
        put(line, "threads", context.options.threads);
        put(line, "event_loop_wakeups", stats.eventLoopWakeups.sum());
        put(line, "reads", stats.reads.sum());
        put(line, "requests", stats.requests.sum());
        put(line, "paused_reads", stats.pausedReads.sum());
    }

    private static void cache(Store store, BiConsumer<String, String> line) {
        CacheStats stats = store.stats();
        put(line, "cmd_get", stats.cmdGet);
        put(line, "cmd_set", stats.cmdSet);
        put(line, "cmd_flush", stats.cmdFlush);
        put(line, "cmd_touch", stats.cmdTouch);
        put(line, "cmd_meta", stats.cmdMeta);
        put(line, "get_hits", stats.getHits);
        put(line, "get_misses", stats.getMisses);
        put(line, "get_expired", stats.getExpired);
        put(line, "delete_misses", stats.deleteMisses);
        put(line, "delete_hits", stats.deleteHits);
        put(line, "incr_misses", stats.incrMisses);
        put(line, "incr_hits", stats.incrHits);
        put(line, "decr_misses", stats.decrMisses);
        put(line, "decr_hits", stats.decrHits);
        put(line, "cas_misses", stats.casMisses);
        put(line, "cas_hits", stats.casHits);
        put(line, "cas_badval", stats.casBadValue);
        put(line, "touch_hits", stats.touchHits);
        put(line, "touch_misses", stats.touchMisses);
        put(line, "store_too_large", stats.storeTooLarge);
        put(line, "store_no_memory", stats.storeNoMemory);
        put(line, "limit_maxbytes", store.limit());
        put(line, "hash_power_level", Integer.numberOfTrailingZeros(store.bucketCount()));
        put(line, "hash_bytes", (long) store.bucketCount() * Integer.BYTES);
        put(line, "bytes", store.bytes());
        put(line, "curr_items", store.itemCount());
        put(line, "total_items", stats.totalItems);
        put(line, "expired_unfetched", stats.expiredUnfetched);
        put(line, "evicted_unfetched", stats.evictedUnfetched);
        put(line, "evictions", stats.evictions);
        put(line, "reclaimed", stats.reclaimed);
    }

    private static void settings(Options options, int verbosity, BiConsumer<String, String> line) {
        InetSocketAddress first = options.addresses.get(0);
        put(line, "maxbytes", options.memoryLimit);
        put(line, "maxconns", options.maxConnections);
        put(line, "tcpport", first.getPort());
        put(line, "udpport", 0);
        line.accept("inter", first.getHostString());
        put(line, "verbosity", verbosity);
        line.accept("evictions", options.evicting ? "on" : "off");
        line.accept("domain_socket", "NULL");
        line.accept("shutdown_command", options.shutdownCommand ? "yes" : "no");
        put(line, "num_threads", options.threads);
        line.accept("cas_enabled", "yes");
        put(line, "tcp_backlog", options.backlog);
        line.accept("binding_protocol", "auto-negotiate");
        line.accept("auth_enabled_sasl", "no");
        put(line, "item_size_max", options.maxItemSize);
        line.accept("maxconns_fast", "yes");
        line.accept("flush_enabled", "yes");
    }

    /** There are no slab classes: all items are of class 1. */
    private static void items(Store store, BiConsumer<String, String> line) {
        synchronized (store) {
            Item oldest = store.oldest();
            if (oldest == null) {
                return;
            }
            put(line, "items:1:number", store.itemCount());
            put(line, "items:1:age", store.now() - oldest.lastAccess);
            put(line, "items:1:evicted", store.stats().evictions);
            put(line, "items:1:evicted_unfetched", store.stats().evictedUnfetched);
            put(line, "items:1:outofmemory", store.stats().storeNoMemory);
            put(line, "items:1:reclaimed", store.stats().reclaimed);
            put(line, "items:1:expired_unfetched", store.stats().expiredUnfetched);
        }
    }

    private static void slabs(Store store, BiConsumer<String, String> line) {
        synchronized (store) {
            put(line, "1:used_chunks", store.itemCount());
            put(line, "1:mem_requested", store.bytes());
            put(line, "active_slabs", 1);
            put(line, "total_malloced", store.bytes());
        }
    }
}
