package io.hedgerow.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The core decides and does nothing else: no I/O, thread, clock, logger or random. */
@AnalyzeClasses(packages = "io.hedgerow.core", importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
  @ArchTest
  static final ArchRule core_usesOnlyTheLanguageItsCollectionsAndAnnotations =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.hedgerow.core..", "java.lang..", "java.util", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule core_readsNoClockAndStartsNoThread =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              System.class,
              Thread.class,
              java.util.Random.class,
              java.util.Timer.class,
              java.util.Date.class);

  @ArchTest
  static final ArchRule deadline_knowsNothingOfTheRace =
      noClasses()
          .that()
          .resideInAPackage("..deadline..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..race..");

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("io.hedgerow.core.(*)..").should().beFreeOfCycles();
}
