package dev.weir.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.ProjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house. A rule that is in the way is changed here, with its reason, or not at all. */
class ArchitectureTest {
    private static final String ROOT = "dev.weir.";

    private static final Set<String> BASE = Set.of("kernel", "spi");
    private static final Set<String> PLATFORM =
            Set.of("pipeline", "http", "store", "config", "telemetry", "secrets", "dialect");
    private static final Set<String> TOP = Set.of("app", "cli");
    /** Modules of their own around the server's. */
    private static final Set<String> OUTSIDE = Set.of("simulator", "parser", "testkit", "bench", "tests");

    /** Which feature may know which other one, and why. Nothing else may. */
    private static final Map<String, Map<String, String>> FEATURES = Map.ofEntries(
            Map.entry(
                    "routing",
                    Map.of(
                            "provider",
                            "a route ends at a provider that exists",
                            "metering",
                            "what a call is expected to cost decides about its route")),
            Map.entry(
                    "limits",
                    Map.of(
                            "tenancy",
                            "keys, projects and others say what their calls may have",
                            "notice",
                            "somebody is told when much of a day's tokens is used")),
            Map.entry(
                    "anomaly",
                    Map.of(
                            "tenancy",
                            "keys have names and projects",
                            "usage",
                            "what is unusual is so beside what was used before",
                            "notice",
                            "somebody is told of unusual use")),
            Map.entry(
                    "budget",
                    Map.of(
                            "tenancy",
                            "keys, projects and others say what their calls may spend",
                            "metering",
                            "an attempt is asked for its worst case, and told what it cost",
                            "notice",
                            "somebody is told when much of a budget is spent",
                            "usage",
                            "what was spent before is what the totals say")),
            Map.entry(
                    "usage",
                    Map.of(
                            "tenancy",
                            "projects and keys have names, and some may see all of them",
                            "metering",
                            "amounts are added up, and priced anew")),
            Map.entry(
                    "billing",
                    Map.of(
                            "tenancy",
                            "bills are of organizations, and name their projects",
                            "audit",
                            "a bill is made of the log's entries")),
            Map.entry(
                    "live",
                    Map.of(
                            "provider",
                            "a kind says which options its providers have",
                            "routing",
                            "a model's strategy is one that exists")),
            Map.entry("edge", Map.of("routing", "lists the models that callers can name")),
            Map.entry("drill", Map.of("routing", "a drill's calls are served by a copy of the model")),
            Map.entry("mirror", Map.of("provider", "requests are passed on and copied by the one outgoing client")),
            Map.entry(
                    "moving",
                    Map.of(
                            "provider",
                            "vendors, their addresses and the names that others have for them are in its table")),
            Map.entry("batch", Map.of("files", "requests and results of batches are files")),
            Map.entry(
                    "console",
                    Map.of(
                            "tenancy",
                            "logins and keys have pages",
                            "trace",
                            "exchanges have pages",
                            "metering",
                            "amounts are shown",
                            "routing",
                            "models are picked from a list",
                            "knowledge",
                            "documents have pages",
                            "batch",
                            "batches have pages",
                            "usage",
                            "costs have a page")));

    /** Where time that passes is measured against real threads, which a turned clock would not wake. */
    private static final Set<String> STOPWATCHES = Set.of(
            "dev.weir.knowledge.Consultation",
            "dev.weir.http.WebServer",
            "dev.weir.store.JournalSync",
            "dev.weir.provider.transport.Overdue",
            "dev.weir.provider.transport.UpstreamReply");

    /** A command tells its user how long something took; nothing is stored or decided by it. */
    private static final Set<String> STOPWATCH_ROOMS = Set.of("kernel", "cli");

    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Util|Utils|Helper|Helpers|Manager|Impl|Processor)");

    private static JavaClasses all;
    private static JavaClasses server;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.weir");
        server = all.that(describe("of the server", type -> !OUTSIDE.contains(room(type)) && !isSpi(type)));
    }

    @Test
    void tiersKnowOnlyThoseBelowThem() {
        noClasses()
                .that(describe("are of the base", type -> BASE.contains(room(type))))
                .should()
                .dependOnClassesThat(describe("are above it", type -> isOurs(type) && !BASE.contains(room(type))))
                .check(all);
        noClasses()
                .that(describe("are of the platform", type -> PLATFORM.contains(room(type))))
                .should()
                .dependOnClassesThat(describe("are above it", type -> isFeature(type) || TOP.contains(room(type))))
                .check(server);
        noClasses()
                .that(describe("are of features", ArchitectureTest::isFeature))
                .should()
                .dependOnClassesThat(describe("are above them", type -> TOP.contains(room(type))))
                .check(server);
    }

    @Test
    void nothingImportsTheCompositionRoot() {
        noClasses()
                .that(describe("are not of app", type -> !room(type).equals("app")))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.weir.app.."))
                .check(server);
    }

    @Test
    void roomsFormNoCycles() {
        slices().matching("dev.weir.(*)..").should().beFreeOfCycles().check(server);
    }

    @Test
    void featuresKnowOnlyWhomTheTableNames() {
        classes()
                .that(describe("are of features", ArchitectureTest::isFeature))
                .should(onlyHaveDependenciesWhere(describe("the table names them", ArchitectureTest::isAllowedFeature)))
                .check(server);
    }

    private static boolean isAllowedFeature(Dependency dependency) {
        String from = room(dependency.getOriginClass());
        String to = room(dependency.getTargetClass());
        return !isFeature(dependency.getTargetClass())
                || from.equals(to)
                || FEATURES.getOrDefault(from, Map.of()).containsKey(to);
    }

    @Test
    void extensionsNeedOnlyTheJdk() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.spi..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("java..", "org.jspecify..", "dev.weir.spi..")))
                .check(all);
    }

    @Test
    void theSimulatorStandsAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.simulator..")
                .should()
                .dependOnClassesThat(describe(
                        "are Weir's own", type -> isOurs(type) && !room(type).equals("simulator")))
                .check(all);
        noClasses()
                .that(describe(
                        "are not of the command line", type -> !room(type).equals("cli")))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.weir.simulator.."))
                .check(server);
    }

    @Test
    void daosRoutesPagesAndStagesStayInTheirRoom() {
        classes()
                .that(describe("are Daos, Routes, Pages or Stages", ArchitectureTest::staysInItsRoom))
                .should()
                .notBePublic()
                .check(server);
    }

    /** {@code pipeline.Stage} and {@code http.Routes} are what such classes are made of. */
    private static boolean staysInItsRoom(JavaClass type) {
        String name = type.getSimpleName();
        return Stream.of("Dao", "Routes", "Pages", "Stage").anyMatch(name::endsWith)
                && !name.equals("Stage")
                && !name.equals("Routes");
    }

    @Test
    void sqlIsWrittenInTheStoreAndInDaos() {
        noClasses()
                .that(describe(
                        "are neither of the store nor Daos",
                        type -> !room(type).equals("store")
                                && !outermost(type).getSimpleName().endsWith("Dao")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb.."))
                .check(server);
    }

    @Test
    void daosAskForTheProjectFirst() {
        methods()
                .that()
                .areDeclaredInClassesThat(
                        describe("are Daos", type -> type.getSimpleName().endsWith("Dao")))
                .and(describe("are called by others", ArchitectureTest::isCalledByOthers))
                .and()
                .areNotAnnotatedWith(CrossProject.class)
                .should(ArchCondition.from(describe(
                        "take a ProjectId first",
                        (JavaMethod method) -> !method.getRawParameterTypes().isEmpty()
                                && method.getRawParameterTypes().getFirst().isEquivalentTo(ProjectId.class))))
                .check(server);
    }

    private static boolean isCalledByOthers(JavaMethod method) {
        return !method.getModifiers().contains(JavaModifier.PRIVATE)
                && !method.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    @Test
    void theTransportIsKnownAtTheTwoEndsOnly() {
        noClasses()
                .that(not(resideInAnyPackage("dev.weir.http..", "dev.weir.provider.transport..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.netty.."))
                .check(server);
    }

    /**
     * Whatever is stored, shown or decided by time asks {@code kernel.Clock}. Only the stop watches may ask the system
     * how long they have waited, and never what time it is.
     */
    @Test
    void timeComesFromTheKernel() {
        noClasses()
                .that(not(resideInAPackage("dev.weir.kernel..")))
                .should()
                .accessTargetWhere(
                        describe("tells the system's time", (JavaAccess<?> access) -> tellsTheTime(access.getTarget())))
                .check(server);
        noClasses()
                .that(describe("are no stop watches", type -> !isStopwatch(type)))
                .should()
                .accessTargetWhere(describe(
                        "tells how long something took",
                        (JavaAccess<?> access) -> access.getTarget().getOwner().isEquivalentTo(System.class)
                                && access.getName().equals("nanoTime")))
                .check(server);
        noClasses().should().callConstructor(Date.class).check(server);
    }

    private static boolean isStopwatch(JavaClass type) {
        return STOPWATCH_ROOMS.contains(room(type))
                || STOPWATCHES.contains(outermost(type).getName());
    }

    private static boolean tellsTheTime(AccessTarget target) {
        JavaClass owner = target.getOwner();
        return switch (target.getName()) {
            case "now" -> owner.getPackageName().equals("java.time");
            case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
            case "system" -> owner.isEquivalentTo(InstantSource.class);
            case "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes" ->
                owner.isEquivalentTo(Clock.class);
            default -> false;
        };
    }

    @Test
    void everyPackageSaysWhereNullMayBe() {
        Set<JavaPackage> packages = all.stream()
                .filter(type -> !isGenerated(type))
                .map(JavaClass::getPackage)
                .collect(Collectors.toSet());

        assertThat(packages)
                .hasSizeGreaterThan(15)
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as("package-info.java of %s with @NullMarked", each.getName())
                        .isTrue());
    }

    /** What jte makes of templates is nobody's handwriting. */
    private static boolean isGenerated(JavaClass type) {
        return outermost(type).getSimpleName().startsWith("Jte")
                && outermost(type).getSimpleName().endsWith("Generated");
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .that()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(EMPTY_NAME.pattern())
                .check(all);
    }

    @Test
    void nothingIsMocked() throws IOException {
        Path root = Path.of(System.getProperty("weir.root"));
        try (Stream<Path> files = Files.walk(root, 2)) {
            List<Path> poms = files.filter(file -> file.endsWith("pom.xml")).toList();
            assertThat(poms)
                    .hasSizeGreaterThan(4)
                    .allSatisfy(pom -> assertThat(Files.readString(pom))
                            .doesNotContainIgnoringCase("mockito")
                            .doesNotContainIgnoringCase("easymock"));
        }
    }

    @Test
    void theTableOfFeaturesNamesNoTier() {
        Set<String> named = new TreeSet<>(FEATURES.keySet());
        FEATURES.values().forEach(known -> named.addAll(known.keySet()));

        assertThat(named).doesNotContainAnyElementsOf(BASE).doesNotContainAnyElementsOf(PLATFORM);
    }

    /** The first package under {@code dev.weir}. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.", 2)[0] : "";
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    private static boolean isSpi(JavaClass type) {
        return room(type).equals("spi");
    }

    private static boolean isFeature(JavaClass type) {
        return isOurs(type) && Stream.of(BASE, PLATFORM, TOP, OUTSIDE).noneMatch(tier -> tier.contains(room(type)));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }
}
