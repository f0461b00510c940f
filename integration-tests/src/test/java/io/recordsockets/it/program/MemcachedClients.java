package io.recordsockets.it.program;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.rubyeye.xmemcached.XMemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.command.BinaryCommandFactory;
import net.rubyeye.xmemcached.command.TextCommandFactory;
import net.spy.memcached.BinaryConnectionFactory;
import net.spy.memcached.CASValue;
import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.DefaultConnectionFactory;
import net.spy.memcached.MemcachedClient;

/** Two well-known clients, both protocols, against a server on a port; prints what each call answered. */
public final class MemcachedClients {
    private static final int VALUES = 60;

    private final InetSocketAddress server;

    private MemcachedClients(InetSocketAddress server) {
        this.server = server;
    }

    /** The port. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SunLogger");
        java.util.logging.Logger.getLogger("net.spy").setLevel(java.util.logging.Level.WARNING);
        MemcachedClients clients = new MemcachedClients(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
        clients.spy("text", new DefaultConnectionFactory());
        clients.spy("binary", new BinaryConnectionFactory());
        clients.xmemcached("text", false);
        clients.xmemcached("binary", true);
        System.exit(0);
    }

    private void spy(String protocol, ConnectionFactory factory) throws Exception {
        MemcachedClient client = new MemcachedClient(factory, List.of(server));
        String name = "spymemcached " + protocol + " ";
        say(name + "flush " + client.flush().get(10, TimeUnit.SECONDS));
        List<Future<Boolean>> sets = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            sets.add(client.set("key" + i, 1000, value(i)));
        }
        int stored = 0;
        for (Future<Boolean> set : sets) {
            stored += set.get(10, TimeUnit.SECONDS) ? 1 : 0;
        }
        say(name + "stored " + stored);
        List<String> keys = new ArrayList<>();
        int same = 0;
        for (int i = 0; i < VALUES; i++) {
            keys.add("key" + i);
            same += value(i).equals(client.get("key" + i)) ? 1 : 0;
        }
        Map<String, Object> bulk = new TreeMap<>(client.getBulk(keys));
        say(name + "same " + same + ", bulk " + bulk.size() + " " + bulk.hashCode());
        say(name + "missing " + client.get("missing"));
        say(name + "add " + client.add("key0", 0, "x").get(10, TimeUnit.SECONDS));
        say(name + "replace " + client.replace("key0", 0, "y").get(10, TimeUnit.SECONDS));
        CASValue<Object> seen = client.gets("key0");
        say(name + "cas " + client.cas("key0", seen.getCas(), "z") + " " + client.cas("key0", seen.getCas(), "no"));
        say(name + "incr " + client.incr("counter", 5, 40) + " " + client.incr("counter", 5));
        say(name + "decr " + client.decr("counter", 3));
        say(name + "delete " + client.delete("key1").get(10, TimeUnit.SECONDS) + " " + client.get("key1"));
        client.shutdown(5, TimeUnit.SECONDS);
    }

    private void xmemcached(String protocol, boolean binary) throws Exception {
        XMemcachedClientBuilder builder = new XMemcachedClientBuilder(List.of(server));
        builder.setCommandFactory(binary ? new BinaryCommandFactory() : new TextCommandFactory());
        XMemcachedClient client = (XMemcachedClient) builder.build();
        client.setOpTimeout(10_000);
        String name = "xmemcached " + protocol + " ";
        client.flushAll();
        int stored = 0;
        int same = 0;
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            keys.add("key" + i);
            stored += client.set("key" + i, 1000, value(i)) ? 1 : 0;
            same += value(i).equals(client.get("key" + i)) ? 1 : 0;
        }
        Map<String, Object> bulk = client.get(keys);
        say(name + "stored " + stored + ", same " + same + ", bulk " + new TreeMap<>(bulk).hashCode());
        say(name + "missing " + client.get("missing"));
        say(name + "add " + client.add("key0", 0, "x") + ", replace " + client.replace("key0", 0, "y"));
        say(name + "append " + client.append("key0", "z") + " " + client.get("key0"));
        say(name + "incr " + client.incr("counter", 5, 40) + " " + client.incr("counter", 5, 40));
        say(name + "delete " + client.delete("key1") + " " + client.get("key1"));
        client.shutdown();
    }

    /** From a few bytes to some hundred KB. */
    private static String value(int i) {
        Random random = new Random(i);
        StringBuilder text = new StringBuilder();
        int length = i % 10 == 0 ? 200_000 : 10 + i * 50;
        while (text.length() < length) {
            // Hardly compresses, so that the clients send about as many bytes.
            text.append((char) (33 + random.nextInt(90)));
        }
        return text.toString();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
