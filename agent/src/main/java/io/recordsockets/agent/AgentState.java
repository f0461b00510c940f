package io.recordsockets.agent;

import io.recordsockets.monitor.Log;
import io.recordsockets.rules.RuleSet;

/**
 * What has become of the agent in this JVM: whether it is active, with which rules and options, and one line for people. Published
 * as one value, so that nobody sees a part of a start.
 *
 * <p><b>Threading:</b> any thread; changed under the class.
 */
final class AgentState {
    private static volatile State state = new State(false, "the agent has not been started", RuleSet.EMPTY, null);

    /** @param options null before they are first needed */
    private record State(boolean active, String description, RuleSet rules, AgentOptions options) {}

    private AgentState() {}

    /** The agent is active from here on. */
    static synchronized void started(AgentOptions options, String description) {
        state = new State(true, description, options.rules(), options);
    }

    /** Record sockets do not work in this JVM, as was found when the application opened the first. */
    static synchronized void failed(String reason) {
        state = new State(false, "inactive, " + reason, state.rules, state.options);
    }

    /** The agent is not to be active in this JVM; the first start stays in force. */
    static synchronized void refused(String reason) {
        if (!state.active) {
            failed(reason);
        }
    }

    static boolean active() {
        return state.active;
    }

    static String description() {
        return state.description;
    }

    static RuleSet rules() {
        return state.rules;
    }

    /** Those of the agent; without one, those that surround this JVM. */
    static AgentOptions options() {
        AgentOptions known = state.options;
        return known == null ? withoutAgent() : known;
    }

    private static synchronized AgentOptions withoutAgent() {
        if (state.options == null) {
            AgentOptions options = AgentOptions.DEFAULT;
            try {
                options = AgentOptions.parse(null);
            } catch (OptionException e) {
                Log.log().warn("options are not as asked for, defaults are used, problems={}", e.getMessage());
            }
            state = new State(state.active, state.description, state.rules, options);
        }
        return state.options;
    }
}
