package io.recordsockets.rules;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The {@code HOST[/PREFIX]:PORT[-PORT]} of a rule. IPv4-mapped IPv6 addresses are taken as the IPv4 addresses that they
 * are, on both sides. Host names are compared, never looked up: a look-up takes time at start-up and may answer
 * differently later.
 *
 * <p><b>Threading:</b> immutable.
 */
final class AddressPattern {
    private static final int MAX_PORT = 65535;
    private static final String FORM = "give HOST:PORT with HOST: *, IPv4, [IPv6], either of these /PREFIX, localhost";
    private static final String IPV6_FORM = "give hexadecimal groups, without scope";

    /** Every address; then there is none of the following. */
    private final boolean any;

    /** 4 or 16 bytes, for IP addresses and networks; else null. */
    private final byte[] network;

    private final int prefix;

    /** For host names; else null. Where this is null too, the pattern is {@code localhost}. */
    private final String name;

    private final int firstPort;
    private final int lastPort;

    private AddressPattern(boolean any, byte[] network, int prefix, String name, int firstPort, int lastPort) {
        this.any = any;
        this.network = network;
        this.prefix = prefix;
        this.name = name;
        this.firstPort = firstPort;
        this.lastPort = lastPort;
    }

    /**
     * Parses the address of a rule.
     *
     * @param names whether host names are of use: peers may be known by name, local addresses are not
     * @throws IllegalArgumentException where it is not an address; the message goes to the operator
     */
    static AddressPattern parse(String text, boolean names) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon < text.indexOf(']')) {
            throw bad("no port", shown(text), FORM);
        }
        String ports = text.substring(colon + 1);
        int firstPort = 1;
        int lastPort = MAX_PORT;
        if (!ports.equals("*")) {
            int dash = ports.indexOf('-');
            firstPort = port(dash < 0 ? ports : ports.substring(0, dash), ports);
            lastPort = dash < 0 ? firstPort : port(ports.substring(dash + 1), ports);
            if (firstPort > lastPort) {
                throw bad("port range ends before it begins", "ports=" + ports, "give FIRST-LAST");
            }
        }
        return host(text, text.substring(0, colon), names, firstPort, lastPort);
    }

    private static AddressPattern host(String text, String written, boolean names, int firstPort, int lastPort) {
        int slash = written.indexOf('/');
        String host = slash < 0 ? written : written.substring(0, slash);
        String prefixText = slash < 0 ? null : written.substring(slash + 1);
        byte[] address = null;
        boolean mapped = false;
        if (host.startsWith("[")) {
            if (!host.endsWith("]")) {
                throw bad("no address", shown(text), "the closing bracket is missing or misplaced");
            }
            address = ipv6(host);
            mapped = address.length == 4;
        } else if (host.indexOf(':') >= 0) {
            throw bad("IPv6 address without brackets", shown(text), "give [IPv6]:PORT or [IPv6]/PREFIX:PORT");
        } else if (isNumeric(host)) {
            address = ipv4(host, text);
        }
        if (address == null) {
            return named(text, host, prefixText, names, firstPort, lastPort);
        }
        int bits = address.length * 8;
        int prefix = prefixText == null ? bits : prefix(prefixText, bits, mapped);
        if (prefix == bits && isZero(address)) {
            throw bad("no connection has the wildcard address", shown(text), "write * for every address");
        }
        return new AddressPattern(false, address, prefix, null, firstPort, lastPort);
    }

    private static AddressPattern named(
            String text, String host, String prefixText, boolean names, int firstPort, int lastPort) {
        if (prefixText != null) {
            throw bad("prefix length without an IP address", shown(text), FORM);
        }
        if (host.equals("*")) {
            return new AddressPattern(true, null, 0, null, firstPort, lastPort);
        }
        if (host.equalsIgnoreCase("localhost")) {
            return new AddressPattern(false, null, 0, null, firstPort, lastPort);
        }
        if (!isHostName(host)) {
            throw bad("not a host", shown(text), FORM);
        }
        if (!names) {
            throw bad(
                    "host name in a listen rule",
                    shown(text),
                    "local addresses have no name: give *, an IP address, localhost");
        }
        return new AddressPattern(false, null, 0, host, firstPort, lastPort);
    }

    private static int port(String text, String ports) {
        int port = Quantities.number(text, MAX_PORT);
        if (port < 1) {
            throw bad("not a port", "port=" + Problems.quote(ports), "give *, 1..65535 or FIRST-LAST");
        }
        return port;
    }

    private static int prefix(String text, int bits, boolean mapped) {
        int least = mapped ? 96 : 0;
        int most = mapped ? 128 : bits;
        int prefix = Quantities.number(text, most);
        if (prefix < least) {
            throw bad("not a prefix length", "prefix=" + Problems.quote(text), "give " + least + ".." + most);
        }
        return prefix - least;
    }

    /** Whether there are only digits and dots, so that no host name is meant. */
    private static boolean isNumeric(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    /** The short forms of the JDK's parser (10.1 for 10.0.0.1) and leading zeros mislead, so they are refused. */
    private static byte[] ipv4(String host, String text) {
        byte[] address = new byte[4];
        int start = 0;
        for (int i = 0; i < 4; i++) {
            int end = i == 3 ? host.length() : host.indexOf('.', start);
            int value = end < 0 ? -1 : Quantities.number(host.substring(start, end), 255);
            if (value < 0 || end - start > 1 && host.charAt(start) == '0') {
                throw bad("not an IPv4 address", shown(text), "give four numbers 0..255 parted by dots");
            }
            address[i] = (byte) value;
            start = end + 1;
        }
        return address;
    }

    /** Answers four bytes for an IPv4-mapped address. */
    private static byte[] ipv6(String host) {
        for (int i = 1; i < host.length() - 1; i++) {
            char c = host.charAt(i);
            if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
                throw bad("not an IPv6 address", shown(host), IPV6_FORM);
            }
        }
        try {
            // in brackets, so that nothing is looked up
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            throw bad("not an IPv6 address", shown(host), IPV6_FORM);
        }
    }

    private static boolean isHostName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean fits = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!fits && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return !host.isEmpty();
    }

    private static boolean isZero(byte[] address) {
        for (byte b : address) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static String shown(String address) {
        return "address=" + Problems.quote(address);
    }

    private static IllegalArgumentException bad(String what, String value, String advice) {
        return new IllegalArgumentException(what + ", " + value + ", " + advice);
    }

    /** Whether the port is one of the pattern's. */
    boolean matchesPort(int port) {
        return port >= firstPort && port <= lastPort;
    }

    /** Whether every address matches, so that only the port decides. */
    boolean matchesEveryHost() {
        return any;
    }

    /** Whether the host, which must be resolved, matches; the port is not looked at. */
    boolean matchesHost(InetSocketAddress address) {
        if (any) {
            return true;
        }
        if (name != null) {
            return name.equalsIgnoreCase(address.getHostString());
        }
        byte[] bytes = unmapped(address.getAddress());
        return network == null ? isLoopback(bytes) : contains(bytes);
    }

    private static boolean isLoopback(byte[] address) {
        if (address.length == 4) {
            return address[0] == 127;
        }
        byte last = address[15];
        address[15] = 0;
        return last == 1 && isZero(address);
    }

    private boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int bytes = prefix >> 3;
        for (int i = 0; i < bytes; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int bits = prefix & 7;
        return bits == 0 || ((address[bytes] ^ network[bytes]) & 0xFF) >> 8 - bits == 0;
    }

    /** The bytes of the address, four where it is an IPv4-mapped one; the caller may write them. */
    private static byte[] unmapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4 || bytes[10] != -1 || bytes[11] != -1) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
    }
}
