package io.hedgerow.gateway.route.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults of a file of routes, and their positions. */
final class RoutesFaultsTest {
  /** Each text is the fourth line of a file, after three that are valid. */
  @ParameterizedTest
  @MethodSource
  void faultsOfARoute_areReportedWhereTheyStand(String line, List<String> faults) {
    assertThat(RoutesText.faults("routes:\n  a:\n    path: /a\n    " + line))
        .containsExactlyElementsOf(faults);
  }

  static List<Arguments> faultsOfARoute_areReportedWhereTheyStand() throws IOException {
    return table("faults-of-a-route.txt");
  }

  @ParameterizedTest
  @MethodSource
  void faultsOfAFile_areReportedWhereTheyStand(String text, List<String> faults) {
    assertThat(RoutesText.faults(text)).containsExactlyElementsOf(faults);
  }

  static List<Arguments> faultsOfAFile_areReportedWhereTheyStand() throws IOException {
    return table("faults-of-a-file.txt");
  }

  /** The blocks of a resource: a text, and its faults after arrows. */
  private static List<Arguments> table(String name) throws IOException {
    String arrow = "=> ";
    List<Arguments> cases = new ArrayList<>();
    for (String block :
        Files.readString(Path.of("src/test/resources/routes", name)).split("\n\n", -1)) {
      String text =
          block.lines().filter(line -> !line.startsWith(arrow)).collect(Collectors.joining("\n"));
      List<String> faults =
          block
              .lines()
              .filter(line -> line.startsWith(arrow))
              .map(line -> line.substring(arrow.length()))
              .toList();
      cases.add(arguments(text, faults));
    }
    return cases;
  }

  @Test
  void text_invalidYaml_isReportedWithItsPosition() {
    assertThat(RoutesText.faults("")).containsExactly("1:1: an empty file (expected: routes)");
    assertThat(RoutesText.faults("# nothing\n"))
        .containsExactly("1:1: an empty file (expected: routes)");
    assertThat(RoutesText.faults("routes:\n\ta: 1\n"))
        .singleElement(STRING)
        .startsWith("2:1: while scanning for the next token, found character '\\t(TAB)'");
    assertThat(RoutesText.faults("routes:\n  é: \u0007\n"))
        .containsExactly("2:6: U+0007 (expected: no control characters)");
    assertThat(RoutesText.faults("routes: \u0000"))
        .containsExactly("1:9: U+0000 (expected: no control characters)");
  }

  /** Parsing any of these would overflow the stack or take minutes. */
  @Test
  void text_tooExpensiveToParse_isRefused() {
    assertThat(RoutesText.faults("routes: " + "[".repeat(200_000)))
        .containsExactly("1:28: nested too deeply (expected: at most 20 levels)");
    assertThat(RoutesText.faults("routes: {a: {path: &p /x, to: [" + "*p, ".repeat(51) + "]}}"))
        .containsExactly("1:232: too many aliases (expected: at most 50)");
  }

  @Test
  void replicas_moreThan100_areRefused() {
    assertThat(RoutesText.faults(replicas(100))).isEmpty();
    assertThat(RoutesText.faults(replicas(101)))
        .containsExactly("1:27: replicas: 101 URLs (expected: 1 to 100)");
  }

  private static String replicas(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "http://r" + i)
        .collect(
            Collectors.joining(
                ", ", "upstreams: {u: {replicas: [", "]}}\nroutes: {a: {path: /x}}"));
  }

  @Test
  void maximumOfTheSettings_applies() {
    String text = "routes: {a: {path: /x, deadline: {max: 2s}}}";
    assertThat(RoutesText.faults(text, "request.timeout-max=2s")).isEmpty();
    assertThat(RoutesText.faults(text, "request.timeout-max=1999ms"))
        .containsExactly("1:40: max: 2s (expected: at most request.timeout-max, 1999ms)");
  }

  @Test
  void manyFaults_areCountedAndTheFirstAreShown() {
    String text = "routes: {" + "a: {}, ".repeat(150) + "}";
    assertThat(RoutesText.faults(text)).hasSize(101).endsWith("and 50 more");
    assertThatThrownBy(() -> RoutesText.read(text))
        .isInstanceOf(InvalidRoutes.class)
        .hasMessageStartingWith("routes: 150 problems\n  routes.yaml:1:13: ");
  }

  @Test
  void faultBehindAnAnchor_isReportedOnce() {
    String text =
        """
        routes:
          a: {path: /a, plan: &plan {attempts: 7}}
          b: {path: /b, plan: *plan}
        """;
    assertThat(RoutesText.faults(text))
        .containsExactly("2:40: attempts: 7 (expected: an integer from 1 to 3)");
  }

  @Test
  void longAndOddValues_areShownShortAndOnOneLine() {
    assertThat(RoutesText.faults("routes: {a: {path: /x, answer: \"a\\nb\\u001b[1m\"}}"))
        .containsExactly("1:32: answer: a b [1m (expected: body or array)");
    assertThat(RoutesText.faults("routes: {a: {path: /x, answer: " + "y".repeat(10_000) + "}}"))
        .containsExactly("1:32: answer: " + "y".repeat(60) + "… (expected: body or array)");
    assertThat(RoutesText.faults("routes: {a: {path: " + "y".repeat(10_000) + "}}"))
        .singleElement()
        .satisfies(fault -> assertThat(fault).hasSizeLessThan(600));
  }

  @Test
  void file_tooLong_isRefused() {
    byte[] longest =
        ("routes: {a: {path: /x}} #" + "x".repeat(1024 * 1024 - 25))
            .getBytes(StandardCharsets.UTF_8);
    byte[] tooLong =
        ("routes: {a: {path: /x}} #" + "x".repeat(1024 * 1024 - 24))
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RoutesFile.parse("f", tooLong, RoutesText.effective()))
        .hasMessage("routes: 1 problem\n  f: too long (expected: at most 1 MiB)");
    assertThatNoException()
        .isThrownBy(() -> RoutesFile.parse("f", longest, RoutesText.effective()));
  }

  @Test
  void file_notUtf8_isRefused() {
    byte[] latin1 = "routes: {a: {path: /x}} # \u00fc".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> RoutesFile.parse("f", latin1, RoutesText.effective()))
        .hasMessage("routes: 1 problem\n  f (expected: a file in UTF-8)");
  }

  @Test
  void file_missingOrAFolder_isRefused(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing.yaml");
    for (Path file : List.of(missing, Files.createDirectory(folder.resolve("folder.yaml")))) {
      assertThatThrownBy(() -> RoutesFile.content(file))
          .isInstanceOf(InvalidRoutes.class)
          .hasMessage("routes: 1 problem\n  " + file + " (expected: a readable file)");
    }
  }

  /** A damaged example is either read or has its faults reported; no other exception is thrown. */
  @ParameterizedTest
  @ValueSource(strings = {"four-endpoints.yaml", "catalogue.yaml", "prefix.yaml", "replicas.yaml"})
  void damagedExample_isReadOrReported(String name) throws Exception {
    String example = RoutesPrinterTest.example(name);
    EffectiveSettings effective = RoutesText.effective();
    Random random = new Random(15);
    int valid = 0;
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder(example);
      for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.delete(at, Math.min(text.length(), at + random.nextInt(1, 12)));
        } else {
          String odd = "{}[]:,*&!|>'\"%@`#-? \n\t0~\u0000é";
          text.insert(at, odd.charAt(random.nextInt(odd.length())));
        }
      }
      try {
        Routes routes = parse(text.toString(), effective);
        valid++;
        assertThat(RoutesSchemaTest.errors(text.toString())).isEmpty();
        String printed = RoutesPrinter.print(routes, effective.settings().upstream());
        boolean isMasked = printed.contains("***");
        assertThat(parse(printed, effective).equals(routes)).isEqualTo(!isMasked);
      } catch (InvalidRoutes e) {
        assertThat(e).hasMessageMatching("(?s)routes: \\d+ problems?(\n  routes.yaml[: ].*)+");
      }
    }
    assertThat(valid).isBetween(50, 950);
  }

  private static Routes parse(String text, EffectiveSettings effective) throws InvalidRoutes {
    return RoutesFile.parse(RoutesText.FILE, text.getBytes(StandardCharsets.UTF_8), effective);
  }
}
