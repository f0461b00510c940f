package io.recordsockets.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.sun.source.util.JavacTask;
import io.recordsockets.agent.ClassReferences.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Type;

/**
 * Compares what the compiled classes call of the public API with that of JDK 17, which each later JDK's compiler knows, too. A
 * later JDK that builds this compiles against its own API: a new overload, or a class that is not in 17, would be found by the
 * first application that runs on 17.
 */
class JdkApiTest {
    /** Their methods take whatever they are called with. */
    private static final Set<String> POLYMORPHIC =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private final Elements elements;
    private final Types types;
    private final Set<String> missing = new TreeSet<>();

    JdkApiTest() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertNotNull(compiler, "a JDK runs the tests, not a JRE");
        JavacTask task = (JavacTask) compiler.getTask(
                null, null, null, List.of("--release", "17", "-proc:none"), List.of("java.lang.Object"), null);
        elements = task.getElements();
        types = task.getTypes();
    }

    @Test
    void theAgentCallsWhatJdk17Has() {
        check(ClassReferences.below(Path.of("target/classes")));
        assertEquals("", String.join("\n", missing), "not in the API of JDK 17");
    }

    @Test
    void theClassesInJavaBaseCallWhatJdk17Has() {
        check(ClassReferences.below(Path.of("target/java-base")));
        assertEquals("", String.join("\n", missing), "not in the API of JDK 17");
    }

    @Test
    void whatCameAfter17IsFound() {
        ClassReferences references = new ClassReferences();
        references.used.add(new Member("java/lang/Thread", "isVirtual", "()Z"));
        references.used.add(new Member("java/util/SequencedMap", "firstEntry", "()Ljava/util/Map$Entry;"));
        references.used.add(new Member("java/lang/Thread", "isAlive", "()Z"));
        check(references);
        assertEquals(
                Set.of("java/lang/Thread.isVirtual()Z", "java/util/SequencedMap.firstEntry()Ljava/util/Map$Entry;"),
                missing);
    }

    private void check(ClassReferences references) {
        assertFalse(references.used.isEmpty(), "no class files");
        for (Member member : references.used) {
            String owner = member.owner();
            if (isApi(owner) && !POLYMORPHIC.contains(owner) && !has(owner, member)) {
                missing.add(member.toString());
            }
        }
    }

    /** Of the packages that are the JDK's to promise; JdkMembersTest has the others. */
    private static boolean isApi(String owner) {
        return owner.startsWith("java/") || owner.startsWith("javax/") || owner.startsWith("com/sun/management/");
    }

    private boolean has(String owner, Member member) {
        TypeElement type = elements.getTypeElement(owner.replace('/', '.').replace('$', '.'));
        if (type == null) {
            return false;
        }
        List<Element> members = new ArrayList<>(elements.getAllMembers(type));
        if (type.getKind() == ElementKind.INTERFACE) {
            members.addAll(elements.getAllMembers(elements.getTypeElement("java.lang.Object")));
        }
        if (!member.isMethod()) {
            return ElementFilter.fieldsIn(members).stream()
                    .anyMatch(field -> field.getSimpleName().contentEquals(member.name())
                            && descriptor(field.asType()).equals(member.descriptor()));
        }
        List<ExecutableElement> candidates = new ArrayList<>(
                member.name().equals("<init>")
                        ? ElementFilter.constructorsIn(members)
                        : ElementFilter.methodsIn(members));
        return candidates.stream()
                .anyMatch(method -> method.getSimpleName().contentEquals(member.name())
                        && descriptor(method).equals(member.descriptor()));
    }

    private String descriptor(ExecutableElement method) {
        String parameters = method.getParameters().stream()
                .map(parameter -> descriptor(parameter.asType()))
                .collect(Collectors.joining());
        return "(" + parameters + ")" + descriptor(method.getReturnType());
    }

    private String descriptor(TypeMirror type) {
        TypeMirror erased = types.erasure(type);
        if (erased.getKind() == TypeKind.ARRAY) {
            return "[" + descriptor(((ArrayType) erased).getComponentType());
        }
        if (erased.getKind() == TypeKind.DECLARED) {
            TypeElement element = (TypeElement) types.asElement(erased);
            return "L" + elements.getBinaryName(element).toString().replace('.', '/') + ";";
        }
        return Type.getDescriptor(
                switch (erased.getKind()) {
                    case BOOLEAN -> boolean.class;
                    case BYTE -> byte.class;
                    case CHAR -> char.class;
                    case SHORT -> short.class;
                    case INT -> int.class;
                    case LONG -> long.class;
                    case FLOAT -> float.class;
                    case DOUBLE -> double.class;
                    default -> void.class;
                });
    }
}
