package io.hedgerow.gateway;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests named in docs/TESTING.md exist. {@link FaultsTest} checks its table of faults. */
final class TestingPageTest {
  private static final Path PAGE = Path.of("../docs/TESTING.md");

  /** A test class, optionally with a nested class and a method. */
  private static final Pattern TEST =
      Pattern.compile("`([A-Z]\\w*Test)(?:\\.([A-Z]\\w*))?(?:\\.([a-z]\\w*))?`");

  @Test
  void tests_namedOnThePage_exist() throws IOException {
    Map<String, String> sources = testSources();

    List<String> missing =
        TEST.matcher(Files.readString(PAGE))
            .results()
            .filter(name -> !exists(name, sources.getOrDefault(name.group(1), "")))
            .map(MatchResult::group)
            .toList();

    assertThat(missing).isEmpty();
  }

  @Test
  void failures_onThePage_haveATestOrAReason() throws IOException {
    String page = Files.readString(PAGE);
    List<String> rows =
        page.substring(page.indexOf("\n## Known failures of other implementations"))
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| failure |"))
            .toList();

    assertThat(rows)
        .hasSizeGreaterThan(40)
        .allMatch(
            row ->
                TEST.matcher(row).results().anyMatch(name -> name.group(3) != null)
                    || row.contains("| Cannot "));
  }

  private static boolean exists(MatchResult name, String source) {
    String nested = name.group(2);
    String method = name.group(3);
    String part = nested == null ? source : nestedClass(nested, source);
    return !part.isEmpty() && (method == null || part.contains(" void " + method + "("));
  }

  /** The source of the nested class; empty if there is none. */
  private static String nestedClass(String name, String source) {
    int from = source.indexOf("\n  final class " + name + " {");
    return from < 0 ? "" : source.substring(from, source.indexOf("\n  }\n", from));
  }

  private static Map<String, String> testSources() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(TestingPageTest::filesBelow)
          .filter(file -> file.toString().endsWith("Test.java"))
          .collect(
              toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  TestingPageTest::read,
                  String::concat));
    }
  }

  private static Stream<Path> filesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
