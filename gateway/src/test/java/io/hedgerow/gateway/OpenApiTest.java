package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.protection.RequestLimit;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.testing.ApiDescription;
import io.hedgerow.gateway.testing.FaultTable;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RecordingListener;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The OpenAPI description matches the running server. The test brings every operation into every
 * situation; each answer must be described, and everything described must have occurred.
 */
final class OpenApiTest {
  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final List<String> RACES =
      FaultTable.ENDPOINTS.stream().map(name -> "/api/" + name).toList();

  private static final String PROBLEM_SCHEMA = "/content/application~1problem+json/schema";

  // Nothing listens on this port, so attempts fail at once.
  private static final UpstreamUrl NOBODY_LISTENS = new UpstreamUrl(false, "127.0.0.1", 1, "/");

  private static final List<Observed> OBSERVED = new ArrayList<>();
  private static ApiDescription description;

  /**
   * A bug during a race. A gateway catches exceptions of listeners, so only a worker's listener can
   * cause one.
   */
  private static final class Bug implements RequestListener {
    @Override
    public void onAttemptStarted(Attempt attempt) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {}

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {}

    @Override
    public void onRequestEnded(EndedRequest request) {}
  }

  /** An answer, and the operation that it belongs to. */
  record Observed(String operation, RawResponse answer) {
    boolean isHead() {
      return operation.startsWith("HEAD ");
    }
  }

  @BeforeAll
  static void bringAbout() throws Exception {
    description = ApiDescription.read();
    try (RunningGateway running = RunningGateway.start("rate-limit.requests=1000000")) {
      observeRaces(running);
      observeOutcomes(running);
      observeUnreadable(running);
      observeNotDescribed(running);
    }
    observeRateLimit();
    observeOverload();
    observeShutdown();
    observeBugs();
  }

  private static void observeRaces(RunningGateway running) throws IOException {
    for (String method : METHODS) {
      for (String path : RACES) {
        running.always("ok@0ms");
        observe(running.gateway().port(), method, path, "?timeout=30000");
        observe(running.gateway().port(), method, path, "?timeout=0");
        running.always("status:502@0ms");
        observe(running.gateway().port(), method, path, "?timeout=30000");
        running.always("hang@0ms");
        observe(running.gateway().port(), method, path, "?timeout=200");
      }
      observe(running.gateway().port(), method, "/problems", "");
      observe(running.gateway().port(), method, "/", "");
      try (RawCaller browser = running.newCaller()) {
        browser.send(method + " / HTTP/1.1\r\nhost: hedgerow\r\naccept: text/html\r\n\r\n");
        OBSERVED.add(new Observed(method + " /", read(browser, method)));
      }
    }
    running.always("ok@0ms");
    observe(running.gateway().port(), "GET", "/api/smart", "?timeout=30000&envelope=false");
  }

  /** Provokes the outcomes of attempts that have not occurred yet. */
  private static void observeOutcomes(RunningGateway running) throws IOException {
    running.script("ok@0ms", "oversized:70000@0ms", "hang@0ms");
    observe(running.gateway().port(), "GET", "/api/all", "?timeout=2000");
    running.script("body:<html>@0ms", "reset-before@0ms", "status:502@0ms");
    observe(running.gateway().port(), "GET", "/api/all", "?timeout=30000");
    running.script("status:502@0ms", "ok@0ms", "hang@0ms");
    observe(running.gateway().port(), "GET", "/api/smart", "?timeout=30000");
    try (Gateway nobodyListens = RunningGateway.startGateway("http://127.0.0.1:1/")) {
      observe(nobodyListens.port(), "GET", "/api/first", "?timeout=30000");
    }
  }

  private static void observeUnreadable(RunningGateway running) throws IOException {
    for (String method : METHODS) {
      for (String path : paths()) {
        String start = method + " " + path;
        for (String request :
            List.of(
                start + " HTTP/1.1\r\nno colon\r\n\r\n",
                start + " HTTP/1.1\r\nhost: hedgerow\r\ncontent-length: 1\r\n\r\nx",
                start + "?" + "x".repeat(5000) + " HTTP/1.1\r\nhost: hedgerow\r\n\r\n",
                start + " HTTP/1.1\r\nx: " + "y".repeat(9000) + "\r\n\r\n")) {
          try (RawCaller caller = running.newCaller()) {
            caller.send(request);
            OBSERVED.add(new Observed(start, read(caller, method)));
          }
        }
      }
    }
  }

  private static void observeNotDescribed(RunningGateway running) throws IOException {
    for (String path : List.of("/api", "/api/first//", "/API/first", "/health/live", "/docs")) {
      OBSERVED.add(new Observed("any other path", running.get(path)));
    }
    for (String path : paths()) {
      for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")) {
        try (RawCaller caller = running.newCaller()) {
          RawResponse answer = caller.request(method, path + "?timeout=1000").read();
          OBSERVED.add(new Observed("any other method", answer));
        }
      }
    }
  }

  private static void observeRateLimit() throws IOException {
    try (RunningGateway limited =
        RunningGateway.start("rate-limit.requests=1", "rate-limit.window=60m")) {
      limited.get("/api/smart?timeout=0");
      for (String method : METHODS) {
        for (String path : RACES) {
          observe(limited.gateway().port(), method, path, "?timeout=30000");
        }
      }
    }
  }

  /** Calls each operation while the limit of attempts in flight is reached. */
  private static void observeOverload() throws IOException {
    try (RunningGateway full =
            RunningGateway.start("upstream.limit=fixed", "upstream.limit-max=3");
        RawCaller first = full.newCaller()) {
      full.always("hang@0ms");
      first.get("/api/all?timeout=30000");
      assertEventually(() -> full.gateway().load().admission().attempts(), 3);
      for (String method : METHODS) {
        for (String path : RACES) {
          observe(full.gateway().port(), method, path, "?timeout=30000");
        }
      }
    }
  }

  /** Calls each operation during {@code shutdown.delay}, with an upstream that fails. */
  private static void observeShutdown() throws Exception {
    observeWorker(new RecordingListener(), Worker::leave);
  }

  private static void observeBugs() throws Exception {
    observeWorker(_ -> new Bug(), _ -> Future.succeededFuture());
  }

  private static void observeWorker(Listener listener, Function<Worker, Future<?>> prepare)
      throws Exception {
    Map<String, String> values =
        Map.of("host", "127.0.0.1", "port", "0", "rate-limit.requests", "1000000");
    Settings settings = EffectiveSettings.load(values, Map.of(), null).settings();
    Worker worker =
        new Worker(
            settings,
            RoutesInForce.of(
                Routes.builtIn(settings),
                settings.upstream().withUrl(NOBODY_LISTENS),
                RateLimit.of(Objects.requireNonNull(settings.rateLimit()))),
            GuardedTransport.overBest(),
            null,
            listener,
            null,
            new RequestLimit(1000));
    Vertx vertx = Vertx.vertx();
    try {
      vertx.deployVerticle(worker).await(20, TimeUnit.SECONDS);
      prepare.apply(worker).await(20, TimeUnit.SECONDS);
      for (String method : METHODS) {
        for (String path : RACES) {
          observe(worker.port(), method, path, "?timeout=30000");
        }
      }
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyAnswer_isDescribed() {
    List<String> wrong = new ArrayList<>();
    for (Observed observed : OBSERVED) {
      for (String problem : description.differences(observed.operation(), observed.answer())) {
        wrong.add(observed.operation() + ": " + problem + " in " + observed.answer());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everythingDescribed_happens() {
    Set<String> happened = new TreeSet<>();
    for (Observed observed : OBSERVED) {
      RawResponse answer = observed.answer();
      String key = observed.operation() + " " + answer.status();
      happened.add(key);
      answer.headers().navigableKeySet().stream()
          .filter(header -> !ApiDescription.IMPLIED_HEADERS.contains(header))
          .forEach(header -> happened.add(key + " " + header));
      if (!observed.isHead() && isProblem(answer)) {
        happened.add(key + " " + reason(answer));
      }
    }
    assertThat(described()).isEqualTo(happened);
  }

  /** Every described status, header and reason. */
  private static Set<String> described() {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, String> operation : description.operations().entrySet()) {
      for (Map.Entry<String, String> status : description.below(operation.getValue()).entrySet()) {
        String key = operation.getKey() + " " + status.getKey();
        String response = status.getValue();
        described.add(key);
        for (String header : description.below(response + "/headers").keySet()) {
          described.add(key + " " + lowerCase(header));
        }
        if (!operation.getKey().startsWith("HEAD ")) {
          for (String reason : description.reasons(response + PROBLEM_SCHEMA)) {
            described.add(key + " " + reason);
          }
        }
      }
    }
    return described;
  }

  @Test
  void outcomesDescribed_areThoseThatHappen() {
    Set<String> happened = new TreeSet<>();
    for (Observed observed : OBSERVED) {
      if (!observed.isHead() && isProblem(observed.answer())) {
        for (JsonNode attempt : ApiDescription.json(observed.answer().body()).path("attempts")) {
          happened.add(attempt.get("outcome").asString());
        }
      }
    }
    Set<String> described = new TreeSet<>();
    description
        .at("/components/schemas/Attempt/properties/outcome/enum")
        .forEach(word -> described.add(word.asString()));
    // The built-in routes have no final answers.
    happened.add("final");
    assertThat(described).isEqualTo(happened);
  }

  @Test
  void everyReason_hasAnExample() {
    Set<String> reasons = new TreeSet<>();
    Set<String> inExamples = new TreeSet<>();
    for (String response : description.below("/components/responses").values()) {
      reasons.addAll(description.reasons(response + PROBLEM_SCHEMA));
    }
    for (ApiDescription.Example example : description.examples()) {
      inExamples.add(example.value().path("reason").asString(""));
    }
    assertThat(inExamples).containsAll(reasons);
  }

  static List<ApiDescription.Example> examples() throws IOException {
    return ApiDescription.read().examples();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_ofAnything_fitsItsSchema(ApiDescription.Example example) {
    assertThat(description.faults(example.value(), example.schemaPointer())).isEmpty();
  }

  @Test
  void timeoutLimits_areThoseOfTheServer() throws IOException {
    JsonNode schema = description.at("/components/parameters/timeout/schema");
    long minimum = schema.get("minimum").asLong();
    long maximum = schema.get("maximum").asLong();
    try (RunningGateway running = RunningGateway.start()) {
      running.always("ok@0ms");
      String target = "/api/within-timeout?timeout=";
      assertThat(running.get(target + (minimum - 1)).status()).isEqualTo(400);
      assertThat(running.get(target + minimum).status()).isEqualTo(200);
      assertThat(running.get(target + maximum).status()).isEqualTo(200);
      assertThat(running.get(target + (maximum + 1)).status()).isEqualTo(400);
    }
  }

  @Test
  void smart_unlessToldOtherwise_answersAnEnvelope() {
    Observed smart =
        OBSERVED.stream()
            .filter(observed -> observed.operation().equals("GET /api/smart"))
            .findFirst()
            .orElseThrow();
    JsonNode body = ApiDescription.json(smart.answer().body());
    assertThat(description.faults(body, "/components/schemas/Envelope")).isEmpty();
  }

  @Test
  void version_isThatOfTheBuild() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + description.at("/info/version").asString() + "</version>");
  }

  private static void observe(int port, String method, String path, String query)
      throws IOException {
    try (RawCaller caller = new RawCaller(port)) {
      caller.request(method, path + query);
      OBSERVED.add(new Observed(method + " " + path, read(caller, method)));
    }
  }

  private static RawResponse read(RawCaller caller, String method) throws IOException {
    return method.equals("HEAD") ? caller.readHead() : caller.read();
  }

  private static List<String> paths() {
    return List.copyOf(description.below("/paths").keySet());
  }

  private static boolean isProblem(RawResponse answer) {
    return String.valueOf(answer.header("content-type")).equals("application/problem+json");
  }

  private static String reason(RawResponse answer) {
    return ApiDescription.json(answer.body()).get("reason").asString();
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
