package io.recordsockets.agent;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for every member of the JDK that the classes in {@code sun.nio.ch} override or call. They are not part of any
 * specification: JDK 17 and 25 have them, and where a release changes one the agent stays inactive instead of failing later.
 */
final class StartupCheck {
    private static final String PACKAGE = "sun.nio.ch.";

    /**
     * What a class must have, and the class alone where none is named: members as {@code name(parameter types)result}, {@code new(...)} or {@code field:type}. JdkMembersTest compares this with the
     * bytecode that uses them.
     */
    static final String[][] MEMBERS = {
        {
            "SocketChannelImpl",
            "new(java.nio.channels.spi.SelectorProvider)",
            "new(java.nio.channels.spi.SelectorProvider,java.net.ProtocolFamily)",
            "new(java.nio.channels.spi.SelectorProvider,java.net.ProtocolFamily,java.io.FileDescriptor,"
                    + "java.net.SocketAddress)",
            "read(java.nio.ByteBuffer)int",
            "read([Ljava.nio.ByteBuffer;,int,int)long",
            "blockingRead([B,int,int,long)int",
            "available()int",
            "connect(java.net.SocketAddress)boolean",
            "blockingConnect(java.net.SocketAddress,long)void",
            "shutdownInput()java.nio.channels.SocketChannel",
            "write(java.nio.ByteBuffer)int",
            "write([Ljava.nio.ByteBuffer;,int,int)long",
            "blockingWriteFully([B,int,int)void",
            "shutdownOutput()java.nio.channels.SocketChannel",
            "implConfigureBlocking(boolean)void",
            "kill()void",
            "translateInterestOps(int)int",
            "isOutputOpen()boolean",
            "localAddress()java.net.SocketAddress",
            "remoteAddress()java.net.SocketAddress",
            "implCloseSelectableChannel()void",
            "translateAndUpdateReadyOps(int,sun.nio.ch.SelectionKeyImpl)boolean",
            "translateAndSetReadyOps(int,sun.nio.ch.SelectionKeyImpl)boolean",
            "isInputOpen()boolean",
            "getFD()java.io.FileDescriptor",
            "getFDVal()int",
            "beginRead(boolean)void",
            "endRead(boolean,boolean)void",
            "stateLock:java.lang.Object",
            "readLock:java.util.concurrent.locks.ReentrantLock",
            "writeLock:java.util.concurrent.locks.ReentrantLock",
            "isOutputClosed:boolean",
        },
        {
            "ServerSocketChannelImpl",
            "new(java.nio.channels.spi.SelectorProvider)",
            "new(java.nio.channels.spi.SelectorProvider,java.net.ProtocolFamily)",
            "bind(java.net.SocketAddress,int)java.nio.channels.ServerSocketChannel",
            "accept()java.nio.channels.SocketChannel",
            "blockingAccept(long)java.nio.channels.SocketChannel",
        },
        {
            "EPollSelectorImpl",
            "new(java.nio.channels.spi.SelectorProvider)",
            "doSelect(java.util.function.Consumer,long)int",
            "setEventOps(sun.nio.ch.SelectionKeyImpl)void",
            "wakeup()java.nio.channels.Selector",
        },
        {"SelectorImpl", "processReadyEvents(int,sun.nio.ch.SelectionKeyImpl,java.util.function.Consumer)int"},
        {
            "SelectionKeyImpl", "nioInterestOps()int", "registeredEvents()int", "selector()java.nio.channels.Selector",
        },
        {"EPollSelectorProvider", "new()", "openSelector()java.nio.channels.spi.AbstractSelector"},
        {"SelChImpl", "park(int,long)void"},
        {"FileDispatcher"},
        {"NativeDispatcher"},
        {"SocketDispatcher", "new()"},
        {
            "Util",
            "getTemporaryDirectBuffer(int)java.nio.ByteBuffer",
            "offerFirstTemporaryDirectBuffer(java.nio.ByteBuffer)void",
        },
        {
            "Net",
            "poll(java.io.FileDescriptor,int,long)int",
            "available(java.io.FileDescriptor)int",
            "setIntOption0(java.io.FileDescriptor,boolean,int,int,int,boolean)void",
            "getIntOption0(java.io.FileDescriptor,boolean,int,int)int",
            "socket(java.net.ProtocolFamily,boolean)java.io.FileDescriptor",
            "shutdown(java.io.FileDescriptor,int)void",
            "isIPv6Available()boolean",
            "POLLIN:short",
            "POLLOUT:short",
            "POLLERR:short",
            "POLLHUP:short",
            "POLLNVAL:short",
        },
        {"java.io.FileDescriptor", "append:boolean"},
        {"java.nio.MappedByteBuffer", "fd:java.io.FileDescriptor"},
        {
            "IOUtil",
            "newFD(int)java.io.FileDescriptor",
            "read(java.io.FileDescriptor,java.nio.ByteBuffer,long,sun.nio.ch.NativeDispatcher)int",
            "fdVal(java.io.FileDescriptor)int",
            "setfdVal(java.io.FileDescriptor,int)void",
        },
    };

    private StartupCheck() {}

    /** The members that are missing in this JDK, as {@code class.member}; empty where all is well. */
    static List<String> missing() {
        return missing(MEMBERS);
    }

    static List<String> missing(String[][] table) {
        List<String> missing = new ArrayList<>();
        for (String[] members : table) {
            Class<?> type;
            try {
                type = Class.forName(members[0].indexOf('.') < 0 ? PACKAGE + members[0] : members[0], false, null);
                if (members.length > 1 && members[1].startsWith("new(") && Modifier.isFinal(type.getModifiers())) {
                    missing.add(members[0] + " that can be extended");
                }
            } catch (ClassNotFoundException | LinkageError e) {
                missing.add(members[0]);
                continue;
            }
            for (int i = 1; i < members.length; i++) {
                if (!has(type, members[i])) {
                    missing.add(members[0] + "." + members[i]);
                }
            }
        }
        return missing;
    }

    private static boolean has(Class<?> type, String member) {
        try {
            int open = member.indexOf('(');
            if (open < 0) {
                int colon = member.indexOf(':');
                return type.getDeclaredField(member.substring(0, colon))
                        .getType()
                        .getName()
                        .equals(member.substring(colon + 1));
            }
            int close = member.indexOf(')');
            Class<?>[] parameters = types(member.substring(open + 1, close));
            String name = member.substring(0, open);
            if (name.equals("new")) {
                return type.getDeclaredConstructor(parameters) != null;
            }
            return type.getDeclaredMethod(name, parameters)
                    .getReturnType()
                    .getName()
                    .equals(member.substring(close + 1));
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    private static Class<?>[] types(String names) throws ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (int start = 0; start < names.length(); ) {
            int comma = names.indexOf(',', start);
            int end = comma < 0 ? names.length() : comma;
            types.add(type(names.substring(start, end)));
            start = end + 1;
        }
        return types.toArray(new Class<?>[0]);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return switch (name) {
            case "int" -> int.class;
            case "long" -> long.class;
            case "boolean" -> boolean.class;
            default -> Class.forName(name, false, null);
        };
    }
}
