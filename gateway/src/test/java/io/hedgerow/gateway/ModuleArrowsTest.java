package io.hedgerow.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which packages may use which, as described in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "io.hedgerow", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleArrowsTest {
  @ArchTest
  static final ArchRule gateway_isLayered =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.hedgerow.gateway.cli..")
          .layer("wiring")
          .definedBy("io.hedgerow.gateway")
          .layer("api")
          .definedBy("io.hedgerow.gateway.api..")
          .layer("management")
          .definedBy("io.hedgerow.gateway.management..")
          .layer("chaos")
          .definedBy("io.hedgerow.gateway.chaos..")
          .layer("upstream")
          .definedBy("io.hedgerow.gateway.upstream..")
          .layer("loop")
          .definedBy("io.hedgerow.gateway.loop..")
          .layer("inbound")
          .definedBy("io.hedgerow.gateway.inbound..")
          .layer("protection")
          .definedBy("io.hedgerow.gateway.protection..")
          .layer("telemetry")
          .definedBy("io.hedgerow.gateway.telemetry..")
          .layer("settings")
          .definedBy("io.hedgerow.gateway.settings..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("wiring")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("management")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("chaos")
          .mayOnlyBeAccessedByLayers("wiring", "management")
          .whereLayer("upstream")
          .mayOnlyBeAccessedByLayers("wiring", "api")
          .whereLayer("loop")
          .mayOnlyBeAccessedByLayers("wiring", "api", "upstream")
          .whereLayer("inbound")
          .mayOnlyBeAccessedByLayers("wiring", "api", "management")
          .whereLayer("protection")
          .mayOnlyBeAccessedByLayers("wiring", "api")
          .whereLayer("telemetry")
          .mayOnlyBeAccessedByLayers(
              "cli", "wiring", "api", "management", "inbound", "protection", "upstream")
          .whereLayer("settings")
          .mayOnlyBeAccessedByLayers(
              "cli",
              "wiring",
              "api",
              "management",
              "upstream",
              "inbound",
              "protection",
              "telemetry");

  @ArchTest
  static final ArchRule routes_areValuesThatKnowNothingOfTheirFile =
      noClasses()
          .that()
          .resideInAPackage("io.hedgerow.gateway.route")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hedgerow.gateway.route.file..",
              "io.hedgerow.gateway.route.reload..",
              "org.snakeyaml..");

  @ArchTest
  static final ArchRule fileOfRoutes_needsOnlyRoutesAndSettings =
      noClasses()
          .that()
          .resideInAPackage("io.hedgerow.gateway.route.file..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.hedgerow.gateway..")
                  .and(
                      resideOutsideOfPackages(
                          "io.hedgerow.gateway.route",
                          "io.hedgerow.gateway.route.file..",
                          "io.hedgerow.gateway.settings..")));

  /** Vert.x may change internals in any release. ADR 1 and 2 say why each class needs them. */
  @ArchTest
  static final ArchRule vertxInternals_areUsedByNamedClassesOnly =
      noClasses()
          .that()
          .resideInAPackage("io.hedgerow.gateway..")
          .and()
          .haveNameNotMatching(
              "io\\.hedgerow\\.gateway\\."
                  + "(inbound\\.(CallerConnections|GuardedTransport|RequestGuard)"
                  + "|loop\\.Loop|upstream\\.wire\\.Dialer)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..", "io.vertx..spi..");

  @ArchTest
  static final ArchRule simulator_isUsedOnlyToEmbedIt =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.hedgerow.gateway.api..",
              "io.hedgerow.gateway.management..",
              "io.hedgerow.gateway.upstream..",
              "io.hedgerow.gateway.loop..",
              "io.hedgerow.gateway.settings..",
              "io.hedgerow.gateway.inbound..",
              "io.hedgerow.gateway.protection..",
              "io.hedgerow.gateway.telemetry..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hedgerow.simulator..");

  @ArchTest
  static final ArchRule simulator_knowsNothingOfTheGateway =
      noClasses()
          .that()
          .resideInAPackage("io.hedgerow.simulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.hedgerow.gateway..", "io.hedgerow.core..");

  @ArchTest
  static final ArchRule simulatorsWire_knowsNothingOfRequests =
      noClasses()
          .that()
          .resideInAPackage("io.hedgerow.simulator.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hedgerow.simulator");

  @ArchTest
  static final ArchRule faults_areAPureVocabulary =
      noClasses()
          .that()
          .resideInAPackage("io.hedgerow.simulator.fault..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("io.hedgerow.simulator.fault..", "java..", "org.jspecify..");
}
