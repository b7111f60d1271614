package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.Chromium;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The console in a real browser that can reach only this server. The page's policy forbids other
 * origins, and Chromium reports violations on the console.
 */
final class ConsolePageTest {
  private static final String SMART = "/api/smart?timeout=5000";

  private final int managementPort = RunningGateway.freePort();
  private final String origin = "http://127.0.0.1:" + managementPort;
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningGateway gateway;
  private Chromium browser;

  @BeforeEach
  void start() throws Exception {
    gateway = RunningGateway.start("management.port=" + managementPort, "smart.hedge-delay=200ms");
    browser = Chromium.start();
  }

  @AfterEach
  void close() {
    browser.close();
    client.close();
    gateway.assertAtRest();
    gateway.close();
  }

  @Test
  void underLoad_numbersAppearAndMove_andNothingComesFromElsewhere() throws Exception {
    open("light", 1280);
    gateway.script("status:500@0ms");
    gateway.always("ok@20ms");

    get(SMART, 10);
    assertEventually(() -> browser.texts("#callers-share"), List.of("100\u00a0%"));
    assertEventually(() -> browser.texts("#masked"), List.of("1"));
    assertEventually(() -> browser.texts("#upstreams-share").contains("–"), false);
    assertThat(browser.texts("#summary"))
        .singleElement()
        .asString()
        .matches(
            "100\u00a0% of requests were answered,"
                + " though only [0-9.]+\u00a0% of attempts succeed.");
    browser.click("[data-chart=requests] summary");
    assertEventually(this::requestsInTable, 10);
    get("/api/first?timeout=5000", 5);
    assertEventually(this::requestsInTable, 15);
    assertThat(inkOf("[data-chart=requests]")).isGreaterThan(1000);

    assertThat(browser.console()).isEmpty();
    assertThat(
            browser.evaluate(
                "performance.getEntriesByType('resource').map(e => new URL(e.name).origin)"))
        .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
        .isNotEmpty()
        .containsOnly(origin);
  }

  @Test
  void hedgedRace_isDrawnAsItWas() throws Exception {
    gateway.script("ok@2000ms", "ok@100ms", "ok@1500ms");
    get(SMART, 1);
    open("light", 1280);

    String group = ".race-group[data-class='hedge-won'] ";
    assertEventually(() -> browser.texts(group + ".race").size(), 1);
    browser.click(group + ".race button");
    JsonObject race = json("/console/races?class=hedge-won").getJsonArray("races").getJsonObject(0);
    assertThat(browser.texts(group + "tbody th")).containsExactly("1", "2", "3");
    JsonObject drawn =
        (JsonObject)
            Objects.requireNonNull(
                browser.evaluate(
                    """
                    (() => {
                      const lanes = document.querySelector("%s.lanes");
                      const {left, width} = lanes.getBoundingClientRect();
                      const at = x => (x - left) / width * lanes.dataset.scale;
                      const boxes = selector => [...lanes.querySelectorAll(selector)]
                          .map(e => [e.getBoundingClientRect(), e]);
                      return {
                        bars: boxes('.bar').map(([box, e]) =>
                            [at(box.left), at(box.right), e.className]),
                        hedge: boxes('.mark.hedge').map(([box]) => at(box.left))[0],
                        perPixel: lanes.dataset.scale / width,
                      };
                    })()"""
                        .formatted(group)));

    double precision = 2 * drawn.getDouble("perPixel");
    JsonArray attempts = race.getJsonArray("attempts");
    assertThat(attempts).hasSize(3);
    for (int i = 0; i < 3; i++) {
      JsonArray bar = drawn.getJsonArray("bars").getJsonArray(i);
      JsonObject attempt = attempts.getJsonObject(i);
      assertThat(bar.getDouble(0)).isCloseTo(attempt.getDouble("startMs"), within(precision));
      assertThat(bar.getDouble(1)).isCloseTo(attempt.getDouble("endMs"), within(precision));
      assertThat(bar.getString(2))
          .isEqualTo(i + 1 == race.getInteger("winner") ? "bar won" : "bar lost");
    }
    assertThat(drawn.getDouble("hedge")).isCloseTo(race.getDouble("hedgeMs"), within(precision));
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void tryIt_upstreamFails_showsTheProblemAsTextWithItsRace() {
    gateway.always("status:500@0ms");
    open("light", 1280);
    browser.type("#try-parameters [name=timeout]", "4000");
    browser.click("#try-send");

    assertEventually(() -> browser.texts("#try-answer .tag"), List.of("503 Service Unavailable"));
    assertThat(browser.texts("#try-answer tbody th")).containsExactly("1", "2", "3");
    assertThat(browser.texts("#try-answer tbody td:last-child"))
        .containsExactly(
            "bad status (status 500)", "bad status (status 500)", "bad status (status 500)");
    assertThat(browser.texts("#try-answer .bar")).hasSize(3);
    assertThat(browser.texts("#try-answer pre").getFirst()).contains("\"upstream-failed\"");
    assertThat(browser.texts("#try-answer pre").getLast())
        .contains("content-type: application/problem+json", "server-timing: attempt-1;");
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void tryIt_bodyWithMarkup_staysText() {
    gateway.always("body:{\"time\":0,\"x\":\"<img src=x onerror=alert(1)>\"}@0ms");
    open("light", 1280);
    browser.click("#try-send");

    assertEventually(() -> browser.texts("#try-answer .tag"), List.of("200 OK"));
    assertThat(browser.texts("#try-answer pre").getFirst()).contains("<img src=x");
    assertThat(browser.evaluate("document.querySelectorAll('img').length")).isEqualTo(0);
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void startPageOfTheApi_askedByALocalName_linksToTheConsole() throws Exception {
    assertThat(page("/", "localhost:8000")).contains("<a href=\"" + origin + "/\">The console</a>");
    assertThat(page("/", "shop.example")).doesNotContain(":" + managementPort);
  }

  @Test
  void problemsOfTheApi_askedByALocalName_linkToTheManual() throws Exception {
    String chapter = origin + "/manual/problems.html";
    assertThat(page("/problems", "localhost:8000")).contains("<a href=\"" + chapter + "\">");
    assertThat(page("/problems", "shop.example")).doesNotContain(":" + managementPort);
  }

  private String page(String path, String host) throws IOException {
    try (RawCaller caller = gateway.newCaller()) {
      return caller
          .send("GET %s HTTP/1.1\r\nhost: %s\r\naccept: text/html\r\n\r\n".formatted(path, host))
          .read()
          .body();
    }
  }

  @Test
  void routesInForce_areShownWithTheirPlans() {
    open("light", 1280);

    assertEventually(
        () -> browser.texts("[data-route] h3"), List.of("all", "first", "within-timeout", "smart"));
    assertThat(browser.texts("[data-route=smart]"))
        .singleElement()
        .asString()
        .contains("/api/smart", "1 at once, 2 more after 200\u00a0ms: the first success");
    assertThat(browser.texts("#chaos-card")).singleElement().asString().contains("Not available");
    assertEventually(() -> browser.texts(".checked li").size() > 3, true);
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void chaos_ofTheEmbeddedSimulator_changesWhatCallersGet() {
    int apiPort = RunningGateway.freePort();
    try (Gateway embedded = RunningGateway.startGateway("embedded", "port=" + apiPort)) {
      open("http://127.0.0.1:" + embedded.managementPort(), "light", 1280);
      browser.click("#chaos-outage");
      assertEventually(
          () -> {
            URI target =
                URI.create("http://127.0.0.1:%d/api/first?timeout=3000".formatted(apiPort));
            HttpRequest request = HttpRequest.newBuilder(target).build();
            return client.sendAsync(request, BodyHandlers.discarding()).join().statusCode();
          },
          503);
      browser.click("#chaos-reset");
      assertEventually(
          () -> browser.evaluate("document.querySelector('#chaos-outage').checked"), false);
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void chaos_slowReplicaUnderASpike_isEjected_andResetEndsBoth() {
    try (Gateway embedded = RunningGateway.startGateway("embedded")) {
      open("http://127.0.0.1:" + embedded.managementPort(), "light", 1280);
      assertEventually(() -> browser.texts("#chaos-replica option").size(), 3);
      String slow = browser.texts("#chaos-replica option").get(1).substring("2: ".length());
      move("#spike-seconds", 60);
      browser.click("#spike-start");
      assertEventually(
          () -> browser.texts("#spike-progress").getFirst().matches(".*200/s to smart: .*"), true);
      browser.click("[data-chart=requests] summary");
      assertEventually(() -> requestsInTable() > 200, true);

      move("#chaos-replica", 2);
      move("#chaos-replica-factor", 50);

      String row = "[data-replica='%s'] ".formatted(slow);
      assertEventually(() -> browser.texts(row + ".tag"), List.of("ejected"));
      assertThat(browser.texts(row + "small").getFirst()).contains("slower than its peers");
      assertThat(browser.texts("#replicas-card .tag")).containsOnlyOnce("ejected");

      browser.click("#chaos-reset");
      assertEventually(() -> browser.texts("#spike-progress"), List.of(""));
      assertEventually(
          () -> browser.evaluate("document.querySelector('#chaos-replica-factor').value"), "1");
      assertEventually(
          () -> browser.texts("[data-chart=requests] tbody td:nth-child(2)").getFirst(), "0/s");
      assertThat(browser.console()).isEmpty();
    }
  }

  /** Gives a slider or a list a value, as a key does. */
  private void move(String selector, int value) {
    browser.evaluate(
        """
        (() => {
          const input = document.querySelector('%s');
          input.value = %d;
          for (const type of ['input', 'change']) {
            input.dispatchEvent(new Event(type, {bubbles: true}));
          }
        })()"""
            .formatted(selector, value));
  }

  @ParameterizedTest
  @CsvSource({"dark, 1280", "light, 1280", "dark, 390", "light, 390"})
  void console_followsTheColorSchemeAndFitsTheWindow(String scheme, int width) throws Exception {
    gateway.always("ok@0ms");
    get(SMART, 3);
    open(scheme, width);
    assertEventually(() -> browser.texts(".race").isEmpty(), false);

    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(scheme.equals("dark") ? "rgb(15, 20, 18)" : "rgb(244, 246, 244)");
    assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void restart_isShownAndSurvived() {
    int port = RunningGateway.freePort();
    String[] settings = {"management.port=" + port};
    try (Gateway _ = RunningGateway.startGateway("http://127.0.0.1:1/", settings)) {
      open("http://127.0.0.1:" + port, "light", 1280);
      assertEventually(() -> browser.texts("#summary"), List.of("Ready. No requests yet"));
      assertEventually(() -> browser.texts("#empty:not([hidden]) #first-request").size(), 1);
      assertEventually(
          () -> browser.texts("#first-request").getFirst().contains("/api/smart?timeout="), true);
    }
    assertEventually(() -> browser.texts("#status"), List.of("Reconnecting"));
    try (Gateway _ = RunningGateway.startGateway("http://127.0.0.1:1/", settings)) {
      assertEventually(() -> browser.texts("#status"), List.of("Live"));
    }
  }

  @Test
  void replicas_areShown_andDrainedByHandWithTheToken(@TempDir Path folder) throws Exception {
    String routes =
        """
        upstreams: {pets: {replicas: ["http://127.0.0.1:1/", "http://127.0.0.1:2/"]}}
        routes: {pets: {path: /pets, upstream: pets}}
        """;
    Path file = Files.writeString(folder.resolve("routes.yaml"), routes);
    String token = "management.token=correct-horse-battery";
    try (Gateway other =
        RunningGateway.startGateway("http://127.0.0.1:1/", "routes=" + file, token)) {
      open("http://127.0.0.1:" + other.managementPort(), "light", 1280);
      String replica = "[data-replica='127.0.0.1:1'] ";
      String drawn = ".replicas[data-of=pets] li";
      assertEventually(() -> browser.texts(drawn + " .tag"), List.of("in", "in"));
      assertThat(browser.texts(drawn + " code")).containsExactly("127.0.0.1:1", "127.0.0.1:2");
      assertEventually(() -> browser.texts(replica + ".tag"), List.of("in"));

      browser.click(replica + "button");
      browser.type("dialog [name=reason]", "<b>kernel</b> update");
      browser.click("dialog .primary");
      browser.type("dialog #token", "correct-horse-battery");
      browser.click("dialog .primary");

      assertEventually(() -> browser.texts(replica + ".tag"), List.of("drained"));
      assertEventually(() -> browser.texts(drawn + " .tag"), List.of("drained", "in"));
      assertThat(browser.texts(drawn + " .sign")).containsExactly("❚❚", "●");
      assertThat(browser.texts(replica + "small").getFirst()).startsWith("<b>kernel</b> update; ");
      browser.click(replica + "button");
      assertEventually(() -> browser.texts(replica + ".tag"), List.of("in"));
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void requestThatJoinsARace_saysSo(@TempDir Path folder) throws Exception {
    String routes =
        """
        routes: {cat: {path: /cat, coalesce: true, deadline: {query: timeout, max: 9s}}}
        """;
    Path file = Files.writeString(folder.resolve("routes.yaml"), routes);
    gateway.always("ok@500ms");
    try (Gateway other = RunningGateway.startGateway(gateway.simulator().url(), "routes=" + file);
        RawCaller first = new RawCaller(other.port());
        RawCaller second = new RawCaller(other.port())) {
      first.get("/cat?timeout=9000");
      second.get("/cat?timeout=9000");
      assertThat(first.read().status()).isEqualTo(200);
      assertThat(second.read().status()).isEqualTo(200);
      open("http://127.0.0.1:" + other.managementPort(), "light", 1280);

      assertEventually(
          () -> browser.texts(".race .joined"), List.of("joined another request’s race"));
      browser.click(".race:has(.joined) button");
      assertThat(browser.texts(".race-detail .note"))
          .containsExactly("It joined the race of an equal request, which has the attempts.");
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void save_isOneFileWithoutScripts() throws Exception {
    gateway.always("ok@0ms");
    get(SMART, 3);
    open("light", 1280);
    assertEventually(() -> browser.texts("#callers-share"), List.of("100\u00a0%"));
    browser.evaluate(
        "void (URL.createObjectURL = blob => { void blob.text().then(t => window.saved = t);"
            + " return 'data:,'; })");
    browser.click("#save");

    assertEventually(() -> browser.evaluate("typeof window.saved"), "string");
    assertThat(String.valueOf(browser.evaluate("window.saved")))
        .contains("of requests were answered", "data:image/png;base64,", "\"requests\":{\"count\":")
        .doesNotContain("<link rel=\"stylesheet\"", "type=\"module\"", "src=\"/");
  }

  /** The number of drawn pixels of a chart. */
  private int inkOf(String selector) {
    return (Integer)
        Objects.requireNonNull(
            browser.evaluate(
                """
            (() => {
              const canvas = document.querySelector("%s canvas");
              const {width, height} = canvas;
              const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
              return data.filter((value, i) => i %% 4 === 3 && value > 0).length;
            })()"""
                    .formatted(selector)));
  }

  /**
   * The number of answered requests in the table behind the first chart; seconds may be missing.
   */
  private int requestsInTable() {
    return browser.texts("[data-chart=requests] tbody td:nth-child(2)").stream()
        .filter(rate -> !rate.equals("–"))
        .mapToInt(rate -> Integer.parseInt(rate.replace("/s", "")))
        .sum();
  }

  private void open(String scheme, int width) {
    open(origin, scheme, width);
  }

  /** Opens the page and waits until it shows live data. */
  private void open(String address, String scheme, int width) {
    browser.preferColorScheme(scheme);
    browser.resize(width, 844);
    browser.open(address + "/");
    assertEventually(() -> browser.texts("#status"), List.of("Live"));
  }

  private void get(String target, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      assertThat(gateway.get(target).status()).isEqualTo(200);
    }
  }

  private JsonObject json(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(origin + path)).build();
    return new JsonObject(client.send(request, BodyHandlers.ofString()).body());
  }
}
