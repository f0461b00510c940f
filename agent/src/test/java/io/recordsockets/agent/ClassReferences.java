package io.recordsockets.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What the class files below a folder refer to, as their bytecode has it. Names are those of class files: {@code java/lang/String}. */
final class ClassReferences {
    private static final int LEVEL = Opcodes.ASM9;

    /** A member as a class file names it: its owner is where the search for it begins, and need not be what declares it. */
    record Member(String owner, String name, String descriptor) implements Comparable<Member> {
        boolean isMethod() {
            return descriptor.startsWith("(");
        }

        @Override
        public int compareTo(Member other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return owner + "." + name + (isMethod() ? "" : ":") + descriptor;
        }
    }

    /** Fields that are read or written, methods that are called or named by a method reference. */
    final Set<Member> used = new TreeSet<>();

    /** What the classes declare themselves. */
    final Set<Member> declared = new TreeSet<>();

    /** Of these, the methods that override one of a parent if it has one. */
    final Set<Member> overriding = new TreeSet<>();

    /** Members that are looked up by name, with an empty descriptor, and {@code ?} for an owner that is no constant. */
    final Set<Member> lookedUp = new TreeSet<>();

    /** All that is named as a class anywhere. */
    final Set<String> types = new TreeSet<>();

    /** The classes that were read, each with its superclass and interfaces. */
    final Map<String, String[]> parents = new HashMap<>();

    static ClassReferences below(Path folder) {
        ClassReferences references = new ClassReferences();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                new ClassReader(Files.readAllBytes(file)).accept(references.new OfClass(), 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return references;
    }

    private void use(String owner, String name, String descriptor) {
        type(Type.getObjectType(owner));
        type(Type.getType(descriptor));
        used.add(new Member(owner, name, descriptor));
    }

    private void type(Type type) {
        switch (type.getSort()) {
            case Type.ARRAY -> type(type.getElementType());
            case Type.OBJECT -> types.add(type.getInternalName());
            case Type.METHOD -> {
                type(type.getReturnType());
                for (Type argument : type.getArgumentTypes()) {
                    type(argument);
                }
            }
            default -> {
                // A primitive is always there.
            }
        }
    }

    private final class OfClass extends ClassVisitor {
        private String name;

        OfClass() {
            super(LEVEL);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            this.name = name;
            String[] all = new String[interfaces.length + 1];
            System.arraycopy(interfaces, 0, all, 1, interfaces.length);
            all[0] = parent;
            if (parent != null) {
                parents.put(name, all);
                for (String each : all) {
                    types.add(each);
                }
            }
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            type(Type.getType(descriptor));
            declared.add(new Member(this.name, name, descriptor));
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            type(Type.getType(descriptor));
            declared.add(new Member(this.name, name, descriptor));
            if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0 && name.charAt(0) != '<') {
                overriding.add(new Member(this.name, name, descriptor));
            }
            return new OfMethod();
        }
    }

    private final class OfMethod extends MethodVisitor {
        /** The first class and the first name of the constants since the last look-up: those of {@code find*(class, name, ...)}. */
        private String constantClass;

        private String constantName;

        OfMethod() {
            super(LEVEL);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            type(Type.getObjectType(type));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            use(owner, name, descriptor);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            use(owner, name, descriptor);
            boolean finds = owner.equals("java/lang/invoke/MethodHandles$Lookup") && name.startsWith("find")
                    || owner.equals("java/lang/Class") && name.startsWith("getDeclared");
            if (finds && constantName != null) {
                lookedUp.add(new Member(constantClass == null ? "?" : constantClass, constantName, ""));
            }
            boolean isAType = name.equals("methodType") && constantName == null;
            if (finds || isAType || name.equals("forName") || descriptor.endsWith("MethodHandles$Lookup;")) {
                constantClass = null;
                constantName = null;
            }
        }

        @Override
        public void visitLdcInsn(Object constant) {
            if (constant instanceof Type type) {
                type(type);
                constantClass = constantClass == null && constantName == null
                        ? type.getInternalName()
                        : constantClass; // what follows the name is its type
            } else if (constant instanceof String text) {
                constantName = constantName == null ? text : constantName;
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle) {
                    use(handle.getOwner(), handle.getName(), handle.getDesc());
                }
            }
        }
    }
}
