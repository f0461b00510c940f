package io.recordsockets;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public API as the compiled classes have it: each type that users can name, with all that they can call, extend or read of it.
 * Written as Java has it, one line each, in an order that does not depend on the JDK or on the order in the source.
 */
final class ApiListing {
    private static final String INDENT = "    ";
    private static final Set<String> KINDS = Set.of("class", "interface", "enum", "record", "@interface");

    private ApiListing() {}

    /** The lines of each type by its name: the first declares the type, then come its members in order. */
    static SortedMap<String, List<String>> of(Path classes) throws Exception {
        Set<String> exported = exported(classes);
        SortedMap<String, List<String>> api = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                name = name.substring(0, name.length() - ".class".length());
                if (exported.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))) {
                    Class<?> type = Class.forName(name);
                    if (isVisible(type)) {
                        api.put(type.getName(), lines(type));
                    }
                }
            }
        }
        return api;
    }

    private static Set<String> exported(Path classes) throws IOException {
        Path module = classes.resolve("module-info.class");
        try (var in = Files.newInputStream(module)) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        }
    }

    static String text(Map<String, List<String>> api) {
        StringBuilder text = new StringBuilder();
        for (List<String> lines : api.values()) {
            text.append(text.isEmpty() ? "" : "\n").append(lines.get(0)).append('\n');
            lines.subList(1, lines.size())
                    .forEach(line -> text.append(INDENT).append(line).append('\n'));
        }
        return text.toString();
    }

    /** Reads what {@link #text} wrote. */
    static SortedMap<String, List<String>> parse(String text) {
        SortedMap<String, List<String>> api = new TreeMap<>();
        List<String> lines = null;
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            if (!line.startsWith(" ")) {
                lines = new ArrayList<>();
                api.put(typeName(line), lines);
            } else if (lines == null) {
                throw new IllegalArgumentException("a member before the first type, line=" + line.strip());
            }
            lines.add(line.strip());
        }
        return api;
    }

    /** Of a type's first line: what stands behind its kind, without type parameters. */
    private static String typeName(String header) {
        List<String> words = List.of(header.split("[ <]"));
        for (int i = 0; i < words.size() - 1; i++) {
            if (KINDS.contains(words.get(i))) {
                return words.get(i + 1);
            }
        }
        throw new IllegalArgumentException("no type, line=" + header);
    }

    /** What is only in one of the two, a line each: {@code -} for what is gone and {@code +} for what is new, below its type. */
    static String difference(Map<String, List<String>> before, Map<String, List<String>> after) {
        StringBuilder text = new StringBuilder();
        Set<String> types = new TreeSet<>(before.keySet());
        types.addAll(after.keySet());
        for (String type : types) {
            List<String> old = before.getOrDefault(type, List.of());
            List<String> now = after.getOrDefault(type, List.of());
            if (!old.equals(now)) {
                header(old, "- ", now, text);
                header(now, "+ ", old, text);
                if (headerOf(old).equals(headerOf(now))) {
                    text.append("  ").append(headerOf(now)).append('\n');
                }
                members(old, "- ", now, text);
                members(now, "+ ", old, text);
            }
        }
        return text.toString();
    }

    private static String headerOf(List<String> lines) {
        return lines.isEmpty() ? "" : lines.get(0);
    }

    private static void header(List<String> lines, String sign, List<String> others, StringBuilder text) {
        if (!lines.isEmpty() && !lines.get(0).equals(headerOf(others))) {
            text.append(sign).append(lines.get(0)).append('\n');
        }
    }

    private static void members(List<String> lines, String sign, List<String> others, StringBuilder text) {
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            if (!others.contains(line)) {
                text.append(sign).append(INDENT).append(line).append('\n');
            }
        }
    }

    /** The line that declares the type, and those of its members. */
    static List<String> lines(Class<?> type) {
        Set<String> members = new TreeSet<>();
        boolean open = !Modifier.isFinal(type.getModifiers());
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers(), open) && !field.isSynthetic()) {
                members.add(modifiers(field.getModifiers() & Modifier.fieldModifiers()) + name(field.getGenericType())
                        + " " + field.getName() + constant(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers(), open) && !constructor.isSynthetic()) {
                members.add(executable(constructor, modifiers(constructor.getModifiers()), type.getSimpleName()));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method.getModifiers(), open) && !method.isSynthetic()) {
                String modifiers = (method.isDefault() ? "default " : "")
                        + modifiers(method.getModifiers()
                                & Modifier.methodModifiers()
                                & ~(Modifier.SYNCHRONIZED | Modifier.NATIVE));
                members.add(
                        executable(method, modifiers, name(method.getGenericReturnType()) + " " + method.getName()));
            }
        }
        List<String> lines = new ArrayList<>(List.of(header(type)));
        lines.addAll(members);
        return lines;
    }

    private static boolean isVisible(Class<?> type) {
        boolean visible = !type.isSynthetic() && !type.isAnonymousClass() && !type.isLocalClass();
        for (Class<?> each = type; each != null && visible; each = each.getEnclosingClass()) {
            visible = isVisible(each.getModifiers(), true);
        }
        return visible;
    }

    /** What is protected is there for who extends the type. */
    private static boolean isVisible(int modifiers, boolean open) {
        return Modifier.isPublic(modifiers) || open && Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        int implied = type.isInterface() ? Modifier.ABSTRACT | Modifier.STATIC : 0;
        String header = deprecated(type.getAnnotation(Deprecated.class))
                + modifiers(type.getModifiers() & Modifier.classModifiers() & ~implied)
                + (type.isSealed() ? "sealed " : "") + kind + " " + type.getTypeName()
                + variables(type.getTypeParameters());
        Class<?> parent = type.getSuperclass();
        if (parent != null && parent != Object.class && !type.isEnum() && !type.isRecord()) {
            header += " extends " + name(type.getGenericSuperclass());
        }
        if (type.getInterfaces().length > 0) {
            header += (type.isInterface() ? " extends " : " implements ") + names(type.getGenericInterfaces());
        }
        return header + (type.isSealed() ? " permits " + names(type.getPermittedSubclasses()) : "");
    }

    private static String executable(Executable executable, String modifiers, String name) {
        List<String> parameters = new ArrayList<>();
        Type[] types = executable.getGenericParameterTypes();
        Parameter[] declared = executable.getParameters();
        for (int i = 0; i < types.length; i++) {
            String parameter = name(types[i]);
            parameters.add(
                    declared[i].isVarArgs() ? parameter.substring(0, parameter.length() - 2) + "..." : parameter);
        }
        String thrown = names(executable.getGenericExceptionTypes());
        String variables = variables(executable.getTypeParameters());
        return deprecated(executable.getAnnotation(Deprecated.class)) + modifiers
                + (variables.isEmpty() ? "" : variables + " ") + name + "(" + String.join(", ", parameters) + ")"
                + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String deprecated(Deprecated deprecated) {
        return deprecated == null ? "" : deprecated.forRemoval() ? "@Deprecated(forRemoval=true) " : "@Deprecated ";
    }

    /** Compilers copy constants into who uses them, so their values are API, too. */
    private static String constant(Field field) {
        boolean mayBe = Modifier.isStatic(field.getModifiers())
                && Modifier.isFinal(field.getModifiers())
                && (field.getType().isPrimitive() || field.getType() == String.class);
        if (!mayBe) {
            return "";
        }
        try {
            field.setAccessible(true);
            return " = " + field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String modifiers(int modifiers) {
        String text = Modifier.toString(modifiers);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(variable -> variable.getName() + " extends " + names(variable.getBounds()))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(ApiListing::name).collect(Collectors.joining(", "));
    }

    private static String name(Type type) {
        return type.getTypeName();
    }
}
