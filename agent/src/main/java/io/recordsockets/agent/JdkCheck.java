package io.recordsockets.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/** What the JDK offers: looks for its members, and then tries an installation in this JVM, where nothing else runs. */
final class JdkCheck implements HostCheck {
    private final Instrumentation instrumentation;

    JdkCheck(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    @Override
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        List<String> missing = StartupCheck.missing();
        lines.add(new Line(
                "JDK members",
                missing.isEmpty(),
                missing.isEmpty() ? "all there" : "missing=" + missing + "; the agent stays inactive on this JDK"));
        if (instrumentation == null) {
            lines.add(new Line("record exchange", false, "not tried: start this with java -jar"));
        } else if (missing.isEmpty()) {
            lines.add(exchange());
        }
        return lines;
    }

    private Line exchange() {
        try {
            Installer.refuseOtherPlatforms();
            Installer.prepare(instrumentation);
            Activation.selfTest();
            if (!LateClasses.sending()) {
                return new Line("record exchange", false, "the classes for sending cannot be defined");
            }
            return new Line(
                    "record exchange", true, "a record in two pieces woke a selector once, held by SO_RCVLOWAT");
        } catch (RefusedException e) {
            return new Line("record exchange", false, e.getMessage());
        } catch (ReflectiveOperationException | IOException | RuntimeException | Error e) {
            return new Line("record exchange", false, "failed, cause=" + e);
        }
    }
}
