package io.hedgerow.gateway.telemetry.trace;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** The race of one request, read back from a real Zipkin server in its own process. */
final class RealZipkinTest {
  /** Copied there by the build; see the POM of this module. */
  private static final Path JAR = Path.of("target/zipkin/zipkin-server-slim.jar");

  private static final Path LOG = Path.of("target/zipkin/log.txt");
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void hedgedRequest_isFoundInZipkinWithAllItsAttempts() throws Exception {
    int port = RunningGateway.freePort();
    Process zipkin = start(port);
    try (RunningGateway gateway =
        RunningGateway.start(
            "smart.hedge-delay=250ms",
            "tracing.exporter=zipkin",
            "tracing.endpoint=http://127.0.0.1:" + port + "/api/v2/spans",
            "tracing.sample-ratio=1",
            "tracing.service-name=hedgerow-test")) {
      awaitHealth(zipkin, port);
      gateway.script("hang@0ms", "ok@100ms", "hang@0ms");

      gateway.get("/api/smart?timeout=30000");

      gateway.assertAtRest();
      int winner = gateway.listener().ended().getFirst().winner();
      String traceParent =
          Objects.requireNonNull(gateway.received().getFirst().header("traceparent"));
      String url = "http://127.0.0.1:" + port + "/api/v2/trace/" + traceParent.split("-", -1)[1];
      assertEventually(() -> trace(url).size(), 4);
      assertHedgedRace(trace(url), winner);
    } finally {
      zipkin.destroyForcibly().waitFor();
    }
  }

  private static void assertHedgedRace(List<Span> trace, int winner) {
    Span server = only(trace, "hedgerow.verdict", "succeeded");
    assertThat(server.parentId()).isNull();
    assertThat(server.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(server.name()).isEqualTo("get /api/smart");
    assertThat(server.localServiceName()).isEqualTo("hedgerow-test");
    assertThat(server.tags())
        .containsEntry("hedgerow.winner", Integer.toString(winner))
        .containsEntry("hedgerow.timeout_ms", "30000")
        .containsEntry("http.response.status_code", "200");
    assertThat(winner).isBetween(2, 3);
    for (int number = 1; number <= 3; number++) {
      String name =
          "attempt " + number + (number == winner ? " (hedge, won)" : number > 1 ? " (hedge)" : "");
      Span attempt = only(trace, "hedgerow.attempt.number", Integer.toString(number));
      assertThat(attempt.parentId()).isEqualTo(server.id());
      assertThat(attempt.kind()).isEqualTo(Span.Kind.CLIENT);
      assertThat(attempt.name()).isEqualTo(name);
      assertThat(attempt.tags())
          .containsEntry("hedgerow.attempt.role", number == 1 ? "primary" : "hedge")
          .containsEntry(
              "hedgerow.attempt.launch_reason", number == 1 ? "race-started" : "hedge-delay-passed")
          .doesNotContainKey("error");
      if (number == winner) {
        assertThat(attempt.tags()).containsEntry("hedgerow.attempt.outcome", "succeeded");
      } else {
        assertThat(attempt.tags()).containsEntry("hedgerow.attempt.cancel_reason", "superseded");
      }
      long delayMicros = attempt.timestampAsLong() - server.timestampAsLong();
      assertThat(delayMicros).isGreaterThanOrEqualTo(number == 1 ? 0 : 250_000);
      assertThat(attempt.durationAsLong()).isGreaterThanOrEqualTo(number == 1 ? 350_000 : 100_000);
      assertThat(delayMicros + attempt.durationAsLong())
          .isLessThanOrEqualTo(server.durationAsLong());
    }
  }

  private static Span only(List<Span> trace, String tag, String value) {
    List<Span> found = trace.stream().filter(s -> value.equals(s.tags().get(tag))).toList();
    assertThat(found).as("spans with %s = %s in %s", tag, value, trace).hasSize(1);
    return found.getFirst();
  }

  private static Process start(int port) throws IOException {
    assertThat(JAR).as("Zipkin's server, which mvn puts into place before the tests").exists();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString(),
                "--server.port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile());
    builder.environment().put("QUERY_PORT", Integer.toString(port));
    return builder.start();
  }

  /** Waits until Zipkin and its storage are healthy. */
  private static void awaitHealth(Process zipkin, int port) throws IOException {
    long startNanos = System.nanoTime();
    String url = "http://127.0.0.1:" + port + "/health";
    while (statusOf(url) != 200) {
      assertThat(zipkin.isAlive() && System.nanoTime() - startNanos < START_LIMIT_NANOS)
          .as("Zipkin starts; it says: %s", Files.readString(LOG))
          .isTrue();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static int statusOf(String url) {
    try {
      return get(url).statusCode();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private static List<Span> trace(String url) {
    HttpResponse<String> response = get(url);
    return response.statusCode() == 200
        ? SpanBytesDecoder.JSON_V2.decodeList(response.body().getBytes(StandardCharsets.UTF_8))
        : List.of();
  }

  private static HttpResponse<String> get(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
