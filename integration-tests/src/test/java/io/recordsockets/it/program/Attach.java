package io.recordsockets.it.program;

import com.sun.tools.attach.VirtualMachine;

/** Attaches an agent to a running JVM: pid, jar, argument. */
public final class Attach {
    private Attach() {}

    /** Pid, jar, argument of the agent. */
    public static void main(String[] arguments) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(arguments[0]);
        try {
            machine.loadAgent(arguments[1], arguments[2]);
        } finally {
            machine.detach();
        }
    }
}
