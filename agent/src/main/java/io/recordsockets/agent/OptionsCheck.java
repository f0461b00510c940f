package io.recordsockets.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What surrounds this JVM: an agent here would take it from there, behind its argument. */
final class OptionsCheck implements HostCheck {
    private static final String NAME = "options";

    private final Surroundings surroundings;

    OptionsCheck(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public List<Line> lines() {
        Set<String> given = new TreeSet<>();
        surroundings.properties().forEach((name, value) -> given.add("-D" + name + '=' + value));
        surroundings.variables().forEach((name, value) -> given.add(name + '=' + value));
        List<Line> lines = new ArrayList<>();
        try {
            AgentOptions.parse(null, surroundings);
            lines.add(new Line(
                    NAME,
                    true,
                    given.isEmpty()
                            ? "none by system property or environment"
                            : "behind those of the agent argument: " + String.join(", ", given)));
        } catch (OptionException e) {
            e.getMessage().lines().forEach(problem -> lines.add(new Line(NAME, false, problem)));
        }
        return lines;
    }
}
