package io.recordsockets.agent;

import io.recordsockets.RecordSocketsStatus;
import io.recordsockets.RuleStatistics;
import io.recordsockets.rules.Rule;
import io.recordsockets.spi.RecordSocketsProvider;
import java.util.ArrayList;
import java.util.List;

/** Answers for the agent in this JVM; made by {@link java.util.ServiceLoader}. */
public final class AgentProvider implements RecordSocketsProvider {
    @Override
    public RecordSocketsStatus status() {
        List<RuleStatistics> statistics = new ArrayList<>();
        for (Rule rule : Installer.rules().rules()) {
            statistics.add(rule.counters().statistics(rule.text()));
        }
        return new RecordSocketsStatus(Installer.active(), Installer.description(), statistics);
    }
}
