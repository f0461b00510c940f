package io.recordsockets.rewrite;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.channels.spi.SelectorProvider;
import java.security.ProtectionDomain;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import sun.nio.ch.RecordSelectorProvider;

/**
 * {@link SelectorProvider#provider()}, in a JVM that has already made its provider: an agent that is attached at run time
 * comes too late for the system property that names one. What the method found goes through {@link
 * RecordSelectorProvider#inForce} from then on.
 */
public final class ProviderLookup implements ClassFileTransformer {
    private static final String PROVIDER = Type.getInternalName(SelectorProvider.class);
    private static final String PASS = "(L" + PROVIDER + ";)L" + PROVIDER + ";";

    private ProviderLookup() {}

    /**
     * Rewrites the lookup.
     *
     * @return whether {@link SelectorProvider#provider()} now answers the record provider; where not, it is as it was
     */
    public static boolean install(Instrumentation instrumentation) throws UnmodifiableClassException {
        ProviderLookup lookup = new ProviderLookup();
        instrumentation.addTransformer(lookup, true);
        try {
            instrumentation.retransformClasses(SelectorProvider.class);
            if (SelectorProvider.provider() instanceof RecordSelectorProvider) {
                return true;
            }
        } catch (UnmodifiableClassException | RuntimeException | Error e) {
            instrumentation.removeTransformer(lookup);
            throw e;
        }
        instrumentation.removeTransformer(lookup);
        instrumentation.retransformClasses(SelectorProvider.class);
        return false;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (redefined != SelectorProvider.class) {
            return null;
        }
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new LookupVisitor(writer), 0);
        return writer.toByteArray();
    }

    private static final class LookupVisitor extends ClassVisitor {
        LookupVisitor(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            boolean lookup = name.equals("provider") && descriptor.equals("()L" + PROVIDER + ";");
            return lookup ? new ReturnVisitor(next) : next;
        }
    }

    private static final class ReturnVisitor extends MethodVisitor {
        ReturnVisitor(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.ARETURN) {
                String owner = Type.getInternalName(RecordSelectorProvider.class);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "inForce", PASS, false);
            }
            super.visitInsn(opcode);
        }
    }
}
