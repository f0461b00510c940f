package io.recordsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the public API with that of the last release, which {@code api.txt} lists a line each. What is gone or has changed
 * breaks users, and fails; what is new fails too until it is listed, so that nothing becomes public by accident.
 *
 * <p>After a change that is meant: run this test with {@code -Dapi.update=true}, and commit the file with the change.
 */
class ApiTest {
    private static final Path LIST = Path.of("src/test/resources/api.txt");
    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void isThatOfTheLastReleaseOrWasMeantToChange() throws Exception {
        List<String> now = new ArrayList<>(signatures());
        if (Boolean.getBoolean("api.update")) {
            Files.write(LIST, now);
        }
        List<String> listed = Files.readAllLines(LIST);
        List<String> gone = new ArrayList<>(listed);
        gone.removeAll(now);
        List<String> added = new ArrayList<>(now);
        added.removeAll(listed);
        assertEquals("", String.join("\n", gone), "gone or changed since the last release: this breaks users");
        assertEquals("", String.join("\n", added), "new; run with -Dapi.update=true to list it in api.txt");
    }

    @Test
    void staysSmall() throws Exception {
        long types = signatures().stream()
                .filter(line -> line.startsWith("type io.recordsockets.") && !line.contains(".spi."))
                .filter(line -> !line.contains("$"))
                .count();
        assertFalse(types > 14, "public types of the API, found=" + types);
    }

    private static TreeSet<String> signatures() throws Exception {
        TreeSet<String> lines = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = CLASSES.relativize(file).toString().replace('/', '.');
                Class<?> type = name.startsWith("io.") ? Class.forName(name.substring(0, name.length() - 6)) : null;
                if (type != null && Modifier.isPublic(type.getModifiers()) && !type.isSynthetic()) {
                    add(type, lines);
                }
            }
        }
        return lines;
    }

    private static void add(Class<?> type, TreeSet<String> lines) {
        String kind = type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        lines.add("type " + type.getName() + " " + kind + " " + Arrays.asList(type.getGenericInterfaces()));
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field)) {
                lines.add(type.getName() + "." + field.getName() + " : "
                        + field.getGenericType().getTypeName());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method)) {
                lines.add(signature(type, method, method.getName()) + " : "
                        + method.getGenericReturnType().getTypeName());
            }
        }
        for (Executable constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor)) {
                lines.add(signature(type, constructor, "<init>"));
            }
        }
    }

    private static boolean isVisible(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
    }

    private static String signature(Class<?> type, Executable executable, String name) {
        List<String> parameters = new ArrayList<>();
        for (Type parameter : executable.getGenericParameterTypes()) {
            parameters.add(parameter.getTypeName());
        }
        List<String> thrown = new ArrayList<>();
        for (Type exception : executable.getGenericExceptionTypes()) {
            thrown.add(exception.getTypeName());
        }
        boolean inherited = type.isInterface() && !Modifier.isAbstract(executable.getModifiers());
        return type.getName() + "." + name + "(" + String.join(", ", parameters) + ")"
                + (thrown.isEmpty() ? "" : " throws " + thrown)
                + (Modifier.isStatic(executable.getModifiers()) ? " static" : inherited ? " default" : "");
    }
}
