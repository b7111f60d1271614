package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.Chromium;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our pages as axe-core sees them: no violation of any of its rules, light and dark, on a phone and
 * on a desktop.
 */
final class AccessibilityTest {
  private static final String ROUTES =
      """
      upstreams: {pets: {replicas: ["http://127.0.0.1:1/", "http://127.0.0.1:2/"]}}
      routes:
        pets: {path: /pets, upstream: pets}
        work:
          path: /api/work
          deadline: {query: timeout, max: 5s}
          plan: {attempts: 1, hedges: 1, hedge-delay: 1ms}
      """;

  private static String axe = "";
  private static Gateway gateway;
  private static Chromium browser;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(AccessibilityTest.class.getResourceAsStream("/axe.min.js"))) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    int port = RunningGateway.freePort();
    gateway =
        RunningGateway.startGateway(
            "embedded",
            "routes=" + Files.writeString(folder.resolve("routes.yaml"), ROUTES),
            "management.port=" + port,
            "cors.allowed-origins=http://127.0.0.1:" + port);
    browser = Chromium.start();
    try (RawCaller caller = new RawCaller(gateway.port())) {
      for (int i = 0; i < 5; i++) {
        caller.get("/api/work?timeout=5000").read();
        caller.get("/pets").read();
      }
    }
  }

  @AfterAll
  static void close() {
    browser.close();
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({"light, 360", "dark, 360", "light, 1440", "dark, 1440"})
  void console_withARaceAnAnswerAndADialogOpen(String scheme, int width) throws IOException {
    open(scheme, width, management("/"));
    assertEventually(() -> browser.texts("#callers-share").contains("–"), false);
    assertEventually(() -> browser.texts(".checked li").isEmpty(), false);
    browser.click(".race button");
    browser.click("[data-chart=requests] summary");
    assertEventually(() -> browser.texts("#try-route option").contains("work"), true);
    browser.click("#try-send");
    assertEventually(() -> browser.texts("#try-answer .tag").isEmpty(), false);
    assertEventually(() -> browser.texts("[data-replica]").size() >= 2, true);
    assertThat(browser.texts("#chaos-card output")).isNotEmpty();
    assertNoViolations();

    browser.click("[data-replica='127.0.0.1:1'] button");
    assertThat(browser.texts("dialog[open] h3")).isNotEmpty();
    assertNoViolations();
  }

  @ParameterizedTest
  @CsvSource({"light, 360", "dark, 360", "light, 1440", "dark, 1440"})
  void manualAndStartPage(String scheme, int width) throws IOException {
    open(scheme, width, management("/manual/"));
    assertEventually(() -> browser.texts("article h1").isEmpty(), false);
    assertNoViolations();

    open(scheme, width, "http://127.0.0.1:%d/".formatted(gateway.port()));
    assertEventually(() -> browser.texts("dt").size(), 2);
    assertNoViolations();
  }

  /** Checks that charts drawn at a desktop's width shrink. */
  @Test
  void console_inAWindowThatShrinks_fits() {
    open("light", 1440, management("/"));
    assertEventually(() -> browser.texts(".race").isEmpty(), false);
    assertEventually(() -> browser.texts("[data-replica]").size() >= 2, true);
    browser.click(".race button");
    browser.resize(360, 844);

    assertEventually(() -> browser.evaluate("innerWidth"), 360);
    assertEventually(AccessibilityTest::overflowing, "");
  }

  /** The elements that reach beyond the window, except inside those that scroll on their own. */
  private static String overflowing() {
    return String.valueOf(
        browser.evaluate(
            """
            [...document.querySelectorAll('body *')]
                .filter(e => !e.closest('nav, .wide, .scroll, .skip, pre'))
                .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                .map(e => `${e.tagName} ${e.className}`)
                .concat(document.documentElement.scrollWidth > innerWidth ? ['page'] : [])
                .join('; ')"""));
  }

  private static void open(String scheme, int width, String address) {
    browser.preferColorScheme(scheme);
    browser.resize(width, 844);
    browser.open("about:blank");
    browser.open(address);
  }

  private static String management(String path) {
    return "http://127.0.0.1:" + gateway.managementPort() + path;
  }

  /** The rule, element and reason of each violation. */
  private static void assertNoViolations() throws IOException {
    browser.evaluate(axe + ";undefined");
    browser.evaluate(
        """
        void axe.run(document, {resultTypes: ['violations']}).then(({violations}) => {
          window.violations = violations.flatMap(({id, nodes}) => nodes.map(node =>
              `${id}: ${node.target}: ${[...node.any, ...node.all, ...node.none][0]?.message}`));
        })""");
    assertEventually(() -> browser.evaluate("Array.isArray(window.violations)"), true);
    assertThat(browser.evaluate("window.violations")).isEqualTo(new JsonArray());
    browser.evaluate("delete window.violations");
  }
}
