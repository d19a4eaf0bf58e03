package dev.waymark.api.suite;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Analytical;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.api.dispatch.Period;
import dev.waymark.api.dispatch.StepNumber;
import dev.waymark.api.dispatch.TakenAsItIs;
import io.micronaut.data.annotation.Query;
import io.micronaut.http.annotation.Controller;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Where things live: AWS in one package, SQL in repositories, time in a clock, operations behind no particular door.
final class LayoutTest {
    private static final Set<Class<?>> WHAT_OPERATIONS_USE = Set.of(
            Access.class,
            Analytical.class,
            Answers.class,
            ExpectedVersion.class,
            StepNumber.class,
            Period.class,
            TakenAsItIs.class);

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.waymark");

    @Test
    void awsIsKnownToTheEntryAdaptersAlone() {
        noClasses()
                .that(resideOutsideOf("dev.waymark.aws..", "dev.waymark.api.aws..", "dev.waymark.migrate.aws.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.amazonaws..", "software.amazon..", "org.crac.."))
                .check(CODE);
    }

    @Test
    void nothingDependsOnTheEntryAdapters() {
        noClasses()
                .that(resideOutsideOf("dev.waymark.api.aws..", "dev.waymark.local..", "dev.waymark.bench.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.waymark.api.aws.."))
                .check(CODE);
        noClasses()
                .that(resideOutsideOf("dev.waymark.aws..", "dev.waymark.api.aws.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.waymark.aws.."))
                .check(CODE);
    }

    @Test
    void sqlIsWrittenInRepositoriesAlone() {
        methods()
                .that()
                .areAnnotatedWith(Query.class)
                .should()
                .beDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Repository")
                .check(CODE);
        noClasses()
                .that(resideInAnyPackage("dev.waymark.api.."))
                .and(describe(
                        "are no entry adapter",
                        (JavaClass type) -> !type.getPackageName().endsWith(".aws")))
                .and(describe(
                        "do not turn errors into problems", (JavaClass type) -> !EDGES.contains(type.getSimpleName())))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "io.micronaut.data.."))
                .check(CODE);
        noClasses()
                .that(resideInAPackage("dev.waymark.."))
                .and(resideOutsideOf(
                        "dev.waymark.database..",
                        "dev.waymark.aws..",
                        "dev.waymark.api..",
                        "dev.waymark.migrate..",
                        "dev.waymark.postgres..",
                        "dev.waymark.local..",
                        "dev.waymark.bench.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql.."))
                .check(CODE);
    }

    /// They look for the database error behind a failure, and hand it to dev.waymark.database.
    private static final Set<String> EDGES = Set.of("Dispatcher", "Authentication");

    @Test
    void repositoriesAreInterfaces() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Repository")
                .should()
                .beInterfaces()
                .check(CODE);
    }

    @Test
    void operationsKnowNeitherDoorNorPool() {
        classes()
                .that()
                .areAnnotatedWith(Controller.class)
                .should()
                .notBePublic()
                .check(CODE);
        noClasses()
                .that()
                .areAnnotatedWith(Controller.class)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.waymark.api.aws..",
                        "com.zaxxer..",
                        "java.sql..",
                        "javax.sql..",
                        "io.micronaut.http.server..",
                        "io.micronaut.http.client.."))
                .check(CODE);
        noClasses()
                .that()
                .areAnnotatedWith(Controller.class)
                .should()
                .dependOnClassesThat(describe(
                        "are inner workings of dispatch",
                        type -> type.getPackageName().equals("dev.waymark.api.dispatch")
                                && WHAT_OPERATIONS_USE.stream().noneMatch(type::isEquivalentTo)))
                .check(CODE);
    }

    @Test
    void operationsOfOneNounKnowNothingOfOperationsOfAnother() {
        slices().matching("dev.waymark.api.(*)..")
                .that(describe(
                        "hold operations", slice -> !Set.of("dispatch", "aws").contains(slice.getNamePart(1))))
                .should()
                .notDependOnEachOther()
                .check(CODE);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .that(describe("do not make the clock", (JavaClass type) -> !THE_CLOCK.contains(type.getName())))
                .and(resideOutsideOf(WITH_A_TIME_OF_THEIR_OWN))
                .should()
                .callMethodWhere(describe(
                        "it reads the system's time",
                        call -> (call.getTarget().getOwner().getPackageName().equals("java.time")
                                        && call.getTarget().getName().equals("now")
                                        && call.getTarget().getRawParameterTypes().stream()
                                                .noneMatch(type -> type.isEquivalentTo(Clock.class)))
                                || (call.getTarget().getOwner().isEquivalentTo(Clock.class)
                                        && (call.getTarget().getName().startsWith("system")
                                                || call.getTarget().getName().startsWith("tick")))
                                || (call.getTarget().getOwner().isEquivalentTo(System.class)
                                        && call.getTarget().getName().equals("currentTimeMillis"))))
                .check(CODE);
        noClasses().should().callConstructor(java.util.Date.class).check(CODE);
    }

    /// The one makes the clock; the other is made by the driver, before there are beans to ask for it.
    private static final Set<String> THE_CLOCK = Set.of("dev.waymark.id.ClockFactory", "dev.waymark.aws.IamPassword");

    /// They measure or wait for other programs, outside of any function.
    private static final String[] WITH_A_TIME_OF_THEIR_OWN = {
        "dev.waymark.postgres..", "dev.waymark.local..", "dev.waymark.cli..", "dev.waymark.bench.."
    };

    @Test
    void noClassIsNamedForItsPlaceInAPattern() {
        noClasses()
                // a part of AWS has that name
                .that(describe(
                        "are not named by AWS",
                        (JavaClass type) -> !type.getSimpleName().equals("SecretsManager")))
                .should()
                .haveNameMatching(".*(Impl|Manager|Utils?|Helper|Service|Dto|DTO|Common|Base)")
                .check(CODE);
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..common..", "..service..", "..dto..", "..impl..", "..helper..")
                .check(CODE);
    }

    @Test
    void sharedKnowsNothingAboveIt() {
        noClasses()
                .that(resideOutsideOf(
                        "dev.waymark.api..",
                        "dev.waymark.migrate..",
                        "dev.waymark.postgres..",
                        "dev.waymark.local..",
                        "dev.waymark.cli..",
                        "dev.waymark.bench.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.waymark.api..", "dev.waymark.migrate..", "dev.waymark.postgres..", "dev.waymark.local.."))
                .check(CODE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.waymark.(**)").should().beFreeOfCycles().check(CODE);
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> resideOutsideOf(String... packages) {
        return JavaClass.Predicates.resideOutsideOfPackages(packages);
    }
}
