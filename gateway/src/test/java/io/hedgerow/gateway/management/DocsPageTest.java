package io.hedgerow.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The documentation page in a real browser that can reach only this server. The page's policy
 * forbids other origins, and Chromium reports violations on the console.
 */
final class DocsPageTest {
  private static final long LIMIT_SECONDS = 60;

  /** Enough to render everything; virtual time stops while the browser waits for the network. */
  private static final long VIRTUAL_TIME_MILLIS = 20_000;

  @Test
  void docs_inABrowser_showEveryPathAndFetchNothingFromElsewhere() throws Exception {
    try (Gateway gateway = RunningGateway.startGateway("http://127.0.0.1:1/")) {
      Browsed docs = browse("http://127.0.0.1:" + gateway.managementPort() + "/docs");

      assertThat(docs.console()).isEmpty();
      assertThat(docs.texts("data-path=\"([^\"]*)\"").distinct())
          .containsExactly(
              "/api/all", "/api/first", "/api/within-timeout", "/api/smart", "/", "/problems");
      assertThat(docs.texts("opblock-summary-method\">([A-Z]+)<").distinct())
          .containsExactly("GET", "HEAD");
      assertThat(docs.texts("<h1[^>]*>([A-Za-z]*)")).contains("Hedgerow");
      assertThat(docs.texts("<code>(http:[^<]*)</code>"))
          .contains("http://127.0.0.1:" + gateway.port());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void docs_inABrowser_followItsColorScheme(int preferredColorScheme, boolean isDark)
      throws Exception {
    try (Gateway gateway = RunningGateway.startGateway("http://127.0.0.1:1/")) {
      Browsed docs =
          browse(
              "http://127.0.0.1:" + gateway.managementPort() + "/docs",
              "--blink-settings=preferredColorScheme=" + preferredColorScheme);

      assertThat(docs.texts("<html[^>]*class=\"([^\"]*)\"").anyMatch("dark-mode"::equals))
          .isEqualTo(isDark);
    }
  }

  /**
   * A page as the browser rendered it.
   *
   * @param dom the document after all scripts
   * @param console messages on the console
   */
  record Browsed(String dom, List<String> console) {
    Stream<String> texts(String pattern) {
      return Pattern.compile(pattern).matcher(dom).results().map(found -> found.group(1));
    }
  }

  private static Browsed browse(String url, String... options)
      throws IOException, InterruptedException {
    // Not a temporary folder of JUnit: Chromium's processes may still write when it is deleted.
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chromium-");
    Path dom = folder.resolve("dom.html");
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(chromium());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--no-first-run",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--user-data-dir=" + folder.resolve("profile"),
            "--enable-logging=stderr",
            "--virtual-time-budget=" + VIRTUAL_TIME_MILLIS,
            "--dump-dom",
            url));
    Process chromium =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(Redirect.to(log.toFile()))
            .start();
    try {
      assertThat(chromium.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      chromium.destroyForcibly();
    }
    List<String> console =
        Files.readAllLines(log).stream().filter(line -> line.contains(":CONSOLE")).toList();
    return new Browsed(Files.readString(dom), console);
  }

  private static String chromium() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no chromium on PATH; install it (Debian: apt install chromium)"))
        .toString();
  }
}
