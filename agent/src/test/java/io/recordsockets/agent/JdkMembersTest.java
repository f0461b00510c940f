package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.recordsockets.agent.ClassReferences.Member;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Type;

/**
 * Compares what the start-up check looks for with what the classes that join java.base really use: what is called, read, overridden
 * or looked up by name there, and is no public API, must be listed, or a JDK without it would fail after the application has begun.
 */
class JdkMembersTest {
    private static final ClassReferences JAVA_BASE = ClassReferences.below(Path.of("target/java-base"));

    /** What the code does without where it is missing: that is handled where it is used, so it need not be listed. */
    private static final Set<String> OPTIONAL = Set.of(
            // a connection is closed without a reset
            "sun/nio/ch/DatagramChannelImpl",
            "sun/nio/ch/DatagramChannelImpl.disconnect0",
            // reads make no events for the Flight Recorder
            "jdk/internal/misc/Unsafe",
            "?.enabled",
            "?.isEnabled",
            "?.offer",
            "?.shouldCommit",
            "?.timestamp",
            "?.write",
            "?.SOCKET_READ");

    private final Map<String, Set<String>> listed = listed();
    private final Set<String> unlisted = new TreeSet<>();

    private static Map<String, Set<String>> listed() {
        Map<String, Set<String>> listed = new HashMap<>();
        for (String[] row : StartupCheck.MEMBERS) {
            String name = row[0].indexOf('.') < 0 ? "sun.nio.ch." + row[0] : row[0];
            listed.put(name.replace('.', '/'), new HashSet<>(Arrays.asList(row).subList(1, row.length)));
        }
        return listed;
    }

    @Test
    void membersThatAreUsedAreLookedForAtStart() throws Exception {
        for (Member member : JAVA_BASE.used) {
            String owner = isDeclaredByUs(member) ? null : ofTheJdk(member.owner());
            Found found = owner == null ? null : find(type(owner), member);
            if (found != null && !isPublicApi(type(owner), member) && !OPTIONAL.contains(owner)) {
                list(found.type(), found.listing());
            }
        }
        assertEquals(
                "", String.join("\n", unlisted), "used by the classes in java.base, and not in StartupCheck.MEMBERS");
    }

    @Test
    void methodsThatAreOverriddenAreLookedForAtStart() throws Exception {
        for (Member member : JAVA_BASE.overriding) {
            String parent = ofTheJdk(member.owner());
            Found found = parent == null ? null : find(type(parent), member);
            if (found != null && !found.isPrivate() && !isPublicApi(type(parent), member)) {
                list(found.type(), found.listing());
            }
        }
        assertEquals("", String.join("\n", unlisted), "overridden in java.base, and not in StartupCheck.MEMBERS");
    }

    @Test
    void membersThatAreLookedUpByNameAreLookedForAtStart() {
        assertTrue(JAVA_BASE.lookedUp.contains(new Member("sun/nio/ch/SocketChannelImpl", "stateLock", "")));
        for (Member member : JAVA_BASE.lookedUp) {
            String key = member.owner() + "." + member.name();
            if (!JAVA_BASE.parents.containsKey(member.owner()) && !OPTIONAL.contains(key)) {
                boolean isListed = listed.getOrDefault(member.owner(), Set.of()).stream()
                        .anyMatch(each -> each.startsWith(member.name() + "(") || each.startsWith(member.name() + ":"));
                if (!isListed) {
                    unlisted.add(key);
                }
            }
        }
        assertEquals("", String.join("\n", unlisted), "looked up in java.base, and not in StartupCheck.MEMBERS");
    }

    @Test
    void classesThatAreNamedAreLookedForAtStart() throws Exception {
        for (String name : JAVA_BASE.types) {
            if (!JAVA_BASE.parents.containsKey(name)
                    && !isOurs(name)
                    && !OPTIONAL.contains(name)
                    && !isExported(type(name))) {
                if (!listed.containsKey(name)) {
                    unlisted.add(name);
                }
            }
        }
        assertEquals(
                "", String.join("\n", unlisted), "named by the classes in java.base, and not in StartupCheck.MEMBERS");
    }

    private void list(Class<?> type, String listing) {
        String name = Type.getInternalName(type);
        if (!listed.getOrDefault(name, Set.of()).contains(listing)) {
            unlisted.add(type.getName() + " " + listing);
        }
    }

    /** The class itself where it is the JDK's, the next parent that is where it is ours; null for an array. */
    private static String ofTheJdk(String name) {
        String type = name;
        while (JAVA_BASE.parents.containsKey(type)) {
            type = JAVA_BASE.parents.get(type)[0];
        }
        return type.startsWith("[") || isOurs(type) ? null : type;
    }

    private static boolean isOurs(String name) {
        return name.startsWith("sun/nio/ch/Record") || name.startsWith("sun/nio/ch/JdkMembers");
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name.replace('/', '.'), false, null);
    }

    /** To be reached by everybody: public or protected, in a public class of a package that java.base exports. */
    private static boolean isExported(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!Modifier.isPublic(each.getModifiers()) && !Modifier.isProtected(each.getModifiers())) {
                return false;
            }
        }
        return Object.class.getModule().getDescriptor().exports().stream()
                .anyMatch(exported -> isForAll(exported) && exported.source().equals(type.getPackageName()));
    }

    private static boolean isForAll(ModuleDescriptor.Exports exported) {
        return !exported.isQualified();
    }

    /** Our own classes declare it, so that no JDK needs to have it. */
    private static boolean isDeclaredByUs(Member member) {
        for (String type = member.owner();
                JAVA_BASE.parents.containsKey(type);
                type = JAVA_BASE.parents.get(type)[0]) {
            if (JAVA_BASE.declared.contains(new Member(type, member.name(), member.descriptor()))) {
                return true;
            }
        }
        return false;
    }

    /** A type that everybody may use promises the member, whatever class below has the code. */
    private static boolean isPublicApi(Class<?> start, Member member) {
        if (start == null) {
            return false;
        }
        Found found = isExported(start) ? declared(start, member) : null;
        return found != null && found.isPublicOrProtected()
                || !member.name().equals("<init>") && isPromisedAbove(start, member);
    }

    /** Not so a constructor, which is its own class's. */
    private static boolean isPromisedAbove(Class<?> start, Member member) {
        return isPublicApi(start.getSuperclass(), member)
                || Arrays.stream(start.getInterfaces()).anyMatch(parent -> isPublicApi(parent, member));
    }

    /** A member where it is declared. */
    private record Found(Class<?> type, int modifiers, String listing) {
        boolean isPublicOrProtected() {
            return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
        }

        boolean isPrivate() {
            return Modifier.isPrivate(modifiers);
        }
    }

    /** Null where no class or interface above declares it: it is then a method of our own. */
    private static Found find(Class<?> start, Member member) {
        for (Class<?> type = start; type != null; type = type.getSuperclass()) {
            Found found = declared(type, member);
            if (found != null) {
                return found;
            }
        }
        for (Class<?> type = start; type != null; type = type.getSuperclass()) {
            for (Class<?> parent : type.getInterfaces()) {
                Found found = find(parent, member);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Found declared(Class<?> type, Member member) {
        if (!member.isMethod()) {
            return Arrays.stream(type.getDeclaredFields())
                    .filter(field -> field.getName().equals(member.name()))
                    .map(field -> new Found(
                            type,
                            field.getModifiers(),
                            field.getName() + ":" + field.getType().getName()))
                    .findAny()
                    .orElse(null);
        }
        if (member.name().equals("<init>")) {
            return Arrays.stream(type.getDeclaredConstructors())
                    .filter(each -> Type.getConstructorDescriptor(each).equals(member.descriptor()))
                    .map(each -> new Found(type, each.getModifiers(), "new(" + parameters(each) + ")"))
                    .findAny()
                    .orElse(null);
        }
        return Arrays.stream(type.getDeclaredMethods())
                .filter(each -> each.getName().equals(member.name()))
                .filter(each -> Type.getMethodDescriptor(each).equals(member.descriptor()))
                .map(each -> new Found(
                        type,
                        each.getModifiers(),
                        each.getName() + "(" + parameters(each) + ")"
                                + each.getReturnType().getName()))
                .findAny()
                .orElse(null);
    }

    private static String parameters(Executable executable) {
        return String.join(
                ",",
                Arrays.stream(executable.getParameterTypes())
                        .map(Class::getName)
                        .toList());
    }
}
