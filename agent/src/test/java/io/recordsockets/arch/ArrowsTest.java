package io.recordsockets.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.recordsockets.inbound.Inbound;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sun.nio.ch.RecordInbound;
import sun.nio.ch.RecordTransport;

/** {@code java-base hooks <- inbound, outbound -> store, framing, os, monitor}; {@code agent -> rewrite, rules, inbound, outbound}. */
class ArrowsTest {
    private static final String ROOT = "io.recordsockets.";
    private static final int MAX_CYCLE = 5;

    private static final JavaClasses AGENT = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final JavaClasses JAVA_BASE = new ClassFileImporter().importPath(Path.of("target/java-base"));

    /** A package may use these of ours, and no other but itself and the SPI. */
    private static void mayUse(String name, String... others) {
        String[] allowed = new String[others.length + 3];
        for (int i = 0; i < others.length; i++) {
            allowed[i] = ROOT + others[i] + "..";
        }
        allowed[others.length] = ROOT + name + "..";
        allowed[others.length + 1] = ROOT + "spi";
        allowed[others.length + 2] = "io.recordsockets";
        DescribedPredicate<JavaClass> ours =
                resideInAPackage("io.recordsockets..").and(DescribedPredicate.not(resideInAnyPackage(allowed)));
        noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat(ours)
                .allowEmptyShould(true)
                .check(AGENT);
    }

    @Test
    void theClassesAreThere() {
        assertTrue(AGENT.contain(Inbound.class), "the agent's classes");
        assertTrue(JAVA_BASE.contain(RecordInbound.class), "the classes that join java.base");
    }

    @Test
    void packagesUseOnlyThoseBelowThem() {
        mayUse("os");
        mayUse("monitor");
        mayUse("framing");
        mayUse("store", "os", "monitor");
        mayUse("rewrite", "monitor");
        mayUse("inbound", "store", "framing", "os", "monitor");
        mayUse("rules", "framing", "monitor");
        mayUse("outbound", "store", "framing", "os", "monitor");
        mayUse("agent", "rewrite", "rules", "inbound", "outbound", "store", "framing", "os", "monitor");
    }

    /** Sockets, groups and the flusher are above; what lies below them knows neither those nor what lies beside it. */
    @Test
    void theRoomsOfTheSendingSideUseOnlyThoseBelowThem() {
        mayUse("outbound.payload", "store", "os", "monitor");
        mayUse("outbound.transport", "outbound.payload", "os", "monitor");
        mayUse("outbound.queue", "outbound.payload", "os", "monitor");
        mayUse("outbound.write", "outbound.queue", "outbound.payload", "outbound.transport", "store");
        mayUse("outbound.receive", "outbound.payload", "outbound.transport", "framing", "os");
    }

    /** What depends on each other has to be read together: no more classes than can be. */
    @Test
    void noCycleHasMoreThanAHandfulOfClasses() {
        for (Set<String> cycle : ClassCycles.of(AGENT)) {
            assertTrue(cycle.size() <= MAX_CYCLE, "classes=" + cycle.size() + ", cycle=" + cycle);
        }
    }

    /** The system class loader has the doors, and its classes of the engine's names are not the engine's. */
    @Test
    void theDoorsOfTheEngineNameNothingBehindThem() {
        DescribedPredicate<JavaClass> doors = DescribedPredicate.describe(
                "doors", type -> type.getName().matches(ROOT + "agent\\.(RecordAgent|EngineLoader|AgentProvider).*"));
        noClasses()
                .that(doors)
                .should()
                .dependOnClassesThat(resideInAPackage("io.recordsockets..")
                        .and(DescribedPredicate.not(doors))
                        .and(DescribedPredicate.not(resideInAnyPackage("io.recordsockets", ROOT + "spi"))))
                .check(AGENT);
        noClasses()
                .that(DescribedPredicate.not(doors))
                .should()
                .dependOnClassesThat()
                .haveNameMatching(ROOT + "agent\\.(EngineLoader|AgentProvider).*")
                .check(AGENT);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.recordsockets.(*)..").should().beFreeOfCycles().check(AGENT);
    }

    @Test
    void theEngineKnowsNoSelectorAndNoByteBuddy() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "inbound..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.channels\\.(spi\\..*|Select.*)")
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("net.bytebuddy..", "org.objectweb.asm.."))
                .orShould()
                .dependOnClassesThat(resideInAPackage("sun..")
                        .and(DescribedPredicate.not(belongToAnyOf(RecordTransport.class, RecordInbound.class))))
                .check(AGENT);
    }

    @Test
    void theClassesThatJoinJavaBaseKnowJavaBaseAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "sun..", "jdk.internal.misc"))
                .check(JAVA_BASE);
    }

    @Test
    void onlyRewriteUsesByteBuddy() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "rewrite..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("net.bytebuddy..", "org.objectweb.asm.."))
                .check(AGENT);
    }

    @Test
    void onlyMonitorUsesSlf4jAndTheOthersAskLog() {
        // A caller of Log.log() names the type that it answers; what may not be named is where loggers come from.
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "monitor..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.slf4j..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.type(org.slf4j.Logger.class))))
                .check(AGENT);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.slf4j.LoggerFactory")
                .check(AGENT);
    }
}
