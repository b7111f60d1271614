package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.Chromium;
import io.hedgerow.gateway.testing.RunningGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Takes the pictures of the console that README.md shows: five minutes of load on the embedded
 * simulators, with two scenarios of trouble. {@code bin/picture} runs it; its name keeps it out of
 * the tests.
 */
@SuppressWarnings("FutureReturnValueIgnored") // an unanswered request is part of the picture
final class ConsolePicture {
  private static final Path FOLDER = Path.of("../docs/images");
  private static final int WIDTH = 1200;
  private static final int MARGIN = 24;
  private static final long REQUESTS_PER_SECOND = 60;

  private final int apiPort = RunningGateway.freePort();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void console_afterFiveMinutesOfLoad() throws Exception {
    try (Gateway gateway = RunningGateway.startGateway("embedded", "port=" + apiPort);
        Chromium browser = Chromium.start();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor()) {
      String console = "http://127.0.0.1:" + gateway.managementPort();
      load.scheduleAtFixedRate(
          this::ask, 0, 1_000_000 / REQUESTS_PER_SECOND, TimeUnit.MICROSECONDS);
      TimeUnit.SECONDS.sleep(110);
      startScenario(console, "slow-replica");
      TimeUnit.SECONDS.sleep(100);
      startScenario(console, "brown-out");
      TimeUnit.SECONDS.sleep(95);

      Files.createDirectories(FOLDER);
      browser.resize(WIDTH, WIDTH);
      for (String scheme : List.of("light", "dark")) {
        browser.preferColorScheme(scheme);
        browser.open(console + "/");
        assertEventually(() -> browser.texts("#status"), List.of("Live"));
        assertEventually(() -> browser.texts("#upstreams-share").contains("–"), false);
        browser.resize(WIDTH, bottom(browser, ".gain") + MARGIN);
        TimeUnit.SECONDS.sleep(3);
        String name = scheme.equals("light") ? "console.png" : "console-dark.png";
        Files.write(FOLDER.resolve(name), browser.screenshot());
      }
      load.shutdownNow();
    } finally {
      client.shutdownNow();
    }
  }

  private static int bottom(Chromium browser, String selector) {
    return (Integer)
        Objects.requireNonNull(
            browser.evaluate(
                "Math.ceil(document.querySelector('%s').getBoundingClientRect().bottom)"
                    .formatted(selector)));
  }

  private void ask() {
    URI target = URI.create("http://127.0.0.1:%d/api/smart?timeout=2000".formatted(apiPort));
    var _ = client.sendAsync(HttpRequest.newBuilder(target).build(), BodyHandlers.discarding());
  }

  private void startScenario(String console, String name) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(console + "/console/chaos?scenario=" + name))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
  }
}
