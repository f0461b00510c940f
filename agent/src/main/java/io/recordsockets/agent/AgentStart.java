package io.recordsockets.agent;

import java.lang.instrument.Instrumentation;

/** The engine's side of {@link RecordAgent}, under the same restrictions: reads what the operator asked for, and starts. */
public final class AgentStart {
    private AgentStart() {}

    /**
     * Starts the agent and prints the line that tells how it went.
     *
     * @return false where the agent is inactive and the operator wants that to count as failure
     */
    public static boolean start(String argument, Instrumentation instrumentation) {
        boolean strict = false;
        String reason;
        try {
            AgentOptions options = AgentOptions.parse(argument);
            strict = options.strict();
            String line = Installer.install(options, instrumentation);
            if (!options.quiet()) {
                System.err.println("record-sockets: active, " + line);
            }
            return true;
        } catch (OptionException e) {
            strict = e.strict();
            reason = e.getMessage();
        } catch (RefusedException e) {
            reason = e.getMessage();
        } catch (Throwable e) {
            reason = "unexpected failure, cause=" + e + ", please report it";
        }
        AgentState.refused(reason);
        System.err.println("record-sockets: inactive, " + reason);
        return !strict;
    }
}
