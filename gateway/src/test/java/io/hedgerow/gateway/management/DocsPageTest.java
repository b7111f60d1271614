package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.Chromium;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The documentation page in a real browser that can reach only this server. The page's policy
 * forbids other origins, and Chromium reports violations on the console.
 */
final class DocsPageTest {
  // Chosen before the start, because the settings name it in the origin to allow.
  private static final int MANAGEMENT_PORT = RunningGateway.freePort();
  private static final String ORIGIN = "http://127.0.0.1:" + MANAGEMENT_PORT;
  private static final int DESKTOP_WIDTH = 1280;

  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start("management.port=" + MANAGEMENT_PORT, "cors.allowed-origins=" + ORIGIN);

  private static Chromium browser;

  @BeforeAll
  static void startBrowser() throws Exception {
    browser = Chromium.start();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @Test
  void docs_inABrowser_showEveryPathAndFetchNothingFromElsewhere() {
    openDocs("light", DESKTOP_WIDTH);

    assertThat(browser.texts("[data-path]").stream().distinct())
        .containsExactly(
            "/api/all", "/api/first", "/api/within-timeout", "/api/smart", "/", "/problems");
    assertThat(browser.texts(".opblock-summary-method").stream().distinct())
        .containsExactly("GET", "HEAD");
    assertThat(browser.texts("h1")).singleElement().asString().startsWith("Hedgerow");
    assertThat(browser.texts("code")).contains("http://127.0.0.1:" + GATEWAY.gateway().port());
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void tryItOut_originAllowed_showsTheAnswer() {
    GATEWAY.always("ok@0ms");
    openDocs("light", DESKTOP_WIDTH);

    browser.click(".opblock-get [data-path='/api/first']");
    browser.click(".try-out__btn");
    browser.type("[data-param-name='timeout'] input", "30000");
    browser.click(".execute");

    assertEventually(
        () -> browser.texts(".live-responses-table tbody .response-col_status"), List.of("200"));
    assertThat(browser.texts(".live-responses-table .highlight-code code"))
        .contains("{\n  \"time\": 0\n}");
    assertThat(browser.console()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"dark, 1280", "light, 1280", "dark, 390", "light, 390"})
  void docs_followTheColorSchemeAndFitTheWindow(String scheme, int width) {
    openDocs(scheme, width);
    browser.click(".opblock-get [data-path='/api/first']");
    assertEventually(() -> browser.texts(".try-out__btn").isEmpty(), false);

    assertThat(browser.evaluate("document.documentElement.classList.contains('dark-mode')"))
        .isEqualTo(scheme.equals("dark"));
    assertThat(browser.evaluate("innerWidth")).isEqualTo(width);
    assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
  }

  @Test
  void docs_routesOfAFile_showThem(@TempDir Path folder) throws IOException {
    String routes = Files.readString(Path.of("src/test/resources/routes/described.yaml"));
    Path file = Files.writeString(folder.resolve("routes.yaml"), routes.replace("{port}", "1"));
    try (Gateway gateway = RunningGateway.startGateway("http://127.0.0.1:1/", "routes=" + file)) {
      openDocs("http://127.0.0.1:" + gateway.managementPort(), "light", DESKTOP_WIDTH);

      assertThat(browser.texts("[data-path]"))
          .contains("/products/{id}", "/stock/{id}", "/site/*")
          .doesNotContain("/api/first");
      browser.click(".opblock-get [data-path='/products/{id}']");
      assertEventually(
          () -> Set.copyOf(browser.texts(".parameter__name")),
          Set.of("id\u00a0*", "Request-Timeout-Ms", "lang", "Accept-Language", "If-None-Match"));
      assertThat(browser.console()).isEmpty();
    }
  }

  private static void openDocs(String scheme, int width) {
    openDocs(ORIGIN, scheme, width);
  }

  /** Opens the page and waits until the last path is drawn. */
  private static void openDocs(String origin, String scheme, int width) {
    browser.preferColorScheme(scheme);
    browser.resize(width, 844);
    browser.open("about:blank");
    browser.open(origin + "/docs");
    assertEventually(() -> browser.texts("[data-path]").contains("/problems"), true);
  }
}
