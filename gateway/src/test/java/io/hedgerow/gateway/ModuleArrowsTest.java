package io.hedgerow.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.hedgerow.gateway.settings.Golden;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Dependencies between packages: those that ARCHITECTURE.md lists, and those that are forbidden.
 */
@AnalyzeClasses(
    packages = {"io.hedgerow.core", "io.hedgerow.gateway", "io.hedgerow.simulator"},
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleArrowsTest {
  @ArchTest
  static void arrows_areThoseOfTheDocument_andHaveNoCycles(JavaClasses classes) {
    Golden.assertPartMatches(
        Path.of("../ARCHITECTURE.md"),
        "<!-- arrows: written by ModuleArrowsTest with -Dgolden.update=true -->",
        "<!-- end of arrows -->",
        table(arrows(classes)));
  }

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

  /** Vert.x may change its internals in any release. ADR 1 and 2 say why each class needs them. */
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
          .resideInAPackage("io.hedgerow.gateway..")
          .and()
          .resideOutsideOfPackages("io.hedgerow.gateway.chaos..", "io.hedgerow.gateway.cli..")
          .and()
          .doNotBelongToAnyOf(Gateway.class)
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
  static final ArchRule faults_areAPureVocabulary =
      noClasses()
          .that()
          .resideInAPackage("io.hedgerow.simulator.fault..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("io.hedgerow.simulator.fault..", "java..", "org.jspecify..");

  /** The packages of this project that each package uses. */
  private static Map<String, Set<String>> arrows(JavaClasses classes) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass user : classes) {
      Set<String> used = arrows.computeIfAbsent(label(user), _ -> new TreeSet<>());
      user.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .filter(target -> target.getPackageName().startsWith("io.hedgerow"))
          .map(ModuleArrowsTest::label)
          .forEach(used::add);
      used.remove(label(user));
    }
    return arrows;
  }

  private static String label(JavaClass type) {
    return type.getPackageName().replaceFirst("^io\\.hedgerow\\.(gateway\\.)?", "");
  }

  /** The Markdown table, in which each package stands above those that it uses. */
  private static String table(Map<String, Set<String>> arrows) {
    StringBuilder table = new StringBuilder("| package | uses |\n|---|---|\n");
    while (!arrows.isEmpty()) {
      String next =
          arrows.keySet().stream()
              .filter(each -> arrows.values().stream().noneMatch(used -> used.contains(each)))
              .findFirst()
              .orElseThrow(() -> new AssertionError("packages use each other: " + arrows));
      String used =
          arrows.getOrDefault(next, Set.of()).stream()
              .map(each -> "`" + each + "`")
              .collect(joining(", "));
      table.append("| `%s` | %s |\n".formatted(next, used.isEmpty() ? "nothing" : used));
      arrows.remove(next);
    }
    return table.toString();
  }
}
