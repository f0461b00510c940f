package io.recordsockets.framing;

import io.recordsockets.RecordFraming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The framings by name. Those that are built in come from a plain table, so that start-up loads no more than it uses;
 * any other name is looked for among the application's {@link io.recordsockets.spi.RecordFramingProvider}s.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Framings {
    /** The name for no framing at all: such a rule leaves the streams as they are. */
    public static final String NONE = "none";

    private Framings() {}

    /**
     * A built-in framing, for help texts.
     *
     * @param name the name in the rule file
     * @param parameters the parameters that it takes
     * @param help one line about it
     */
    public record Description(String name, List<String> parameters, String help) {}

    /** The built-in framings, in the order in which an operator may want to read about them. */
    public static List<Description> builtIn() {
        return Table.BUILT_IN;
    }

    /** The names of the built-in framings. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Description framing : Table.BUILT_IN) {
            names.add(framing.name());
        }
        return names;
    }

    /**
     * Finds a framing.
     *
     * @param name the name in the rule file
     * @param parameters the parameters of the rule, by name; empty where it gives none
     * @param applications where providers of further framings are looked for; null for the system class loader. Not
     *     touched for built-in names.
     * @return the framing; null for {@code none}
     * @throws UnknownFramingException where there is no such framing
     * @throws IllegalArgumentException where it has no use for the parameters. The message is for the operator.
     */
    public static RecordFraming find(String name, Map<String, String> parameters, ClassLoader applications) {
        return switch (name) {
            case LengthFieldFraming.NAME ->
                LengthFieldFraming.of(new Parameters(name, parameters, LengthFieldFraming.PARAMETERS));
            case FixedFraming.NAME -> FixedFraming.of(new Parameters(name, parameters, FixedFraming.PARAMETERS));
            case DelimiterFraming.NAME ->
                DelimiterFraming.of(new Parameters(name, parameters, DelimiterFraming.PARAMETERS));
            case DelimiterFraming.LINE_NAME ->
                DelimiterFraming.line(new Parameters(name, parameters, DelimiterFraming.LINE_PARAMETERS));
            case NONE -> {
                Parameters.check(name, parameters, List.of());
                yield null;
            }
            default -> withoutParameters(name, parameters, applications);
        };
    }

    private static RecordFraming withoutParameters(
            String name, Map<String, String> parameters, ClassLoader applications) {
        RecordFraming framing = protocol(name);
        if (framing == null) {
            return ProvidedFramings.find(name, parameters, applications);
        }
        Parameters.check(name, parameters, List.of());
        return framing;
    }

    private static RecordFraming protocol(String name) {
        return switch (name) {
            case VarintFraming.NAME -> VarintFraming.INSTANCE;
            case MemcachedFraming.NAME -> MemcachedFraming.INSTANCE;
            case RespFraming.NAME -> RespFraming.INSTANCE;
            case Http1Framing.NAME -> Http1Framing.INSTANCE;
            case KafkaFraming.NAME -> KafkaFraming.framing();
            case ZooKeeperFraming.NAME -> ZooKeeperFraming.INSTANCE;
            case DnsFraming.NAME -> DnsFraming.framing();
            case MqttFraming.NAME -> MqttFraming.INSTANCE;
            case PostgresqlFraming.NAME -> PostgresqlFraming.INSTANCE;
            default -> null;
        };
    }

    /** Apart, so that looking up one framing does not load the others. */
    private static final class Table {
        static final List<Description> BUILT_IN = List.of(
                new Description(
                        LengthFieldFraming.NAME,
                        LengthFieldFraming.PARAMETERS,
                        "a length field of 1, 2, 3, 4 or 8 bytes; record = header + value + adjust"),
                new Description(VarintFraming.NAME, List.of(), "a base-128 length in front, as in Protocol Buffers"),
                new Description(FixedFraming.NAME, FixedFraming.PARAMETERS, "records of one length"),
                new Description(
                        DelimiterFraming.NAME,
                        DelimiterFraming.PARAMETERS,
                        "records that end with bytes=HEX or text=TEXT, at most max long"),
                new Description(
                        DelimiterFraming.LINE_NAME,
                        DelimiterFraming.LINE_PARAMETERS,
                        "records that end with a line feed, at most max long"),
                new Description(MemcachedFraming.NAME, List.of(), "memcached text, meta and binary commands"),
                new Description(RespFraming.NAME, List.of(), "RESP2 and RESP3, as spoken by Redis and Valkey"),
                new Description(Http1Framing.NAME, List.of(), "HTTP/1.0 and 1.1 messages"),
                new Description(KafkaFraming.NAME, List.of(), "Kafka requests and responses"),
                new Description(
                        ZooKeeperFraming.NAME, List.of(), "ZooKeeper requests and responses, four-letter words"),
                new Description(DnsFraming.NAME, List.of(), "DNS over TCP"),
                new Description(MqttFraming.NAME, List.of(), "MQTT 3.1 to 5.0 packets"),
                new Description(PostgresqlFraming.NAME, List.of(), "PostgreSQL protocol 3 messages"),
                new Description(NONE, List.of(), "no records: only the send side is looked at"));

        private Table() {}
    }
}
