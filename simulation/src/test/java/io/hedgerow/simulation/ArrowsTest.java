package io.hedgerow.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The simulation depends on the core and the fault vocabulary only, not on a server or network. */
@AnalyzeClasses(
    packages = "io.hedgerow.simulation",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArrowsTest {
  @ArchTest
  static final ArchRule simulation_usesTheCoreAndTheFaults =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hedgerow.simulation..",
              "io.hedgerow.core..",
              "io.hedgerow.simulator.fault..",
              "java..",
              "picocli..",
              "org.jspecify.annotations..");
}
