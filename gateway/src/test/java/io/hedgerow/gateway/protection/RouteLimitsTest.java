package io.hedgerow.gateway.protection;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that a route or an upstream has for itself. */
final class RouteLimitsTest {
  private static final String HEDGED = "plan: {attempts: 1, hedges: 1, hedge-delay: 20ms}";

  @TempDir private Path folder;

  @Test
  void rateLimit_ofARoute_isItsOwnAndSurvivesAReload() throws Exception {
    write(
        """
        routes:
          limited: {path: /limited, rate-limit: {requests: 2, window: 1m}}
          free: {path: /free}
        """);
    try (RunningGateway gateway = start()) {
      gateway.always("ok@0ms");
      assertThat(status(gateway, "/limited")).isEqualTo(200);
      assertThat(status(gateway, "/limited")).isEqualTo(200);
      assertThat(status(gateway, "/limited")).isEqualTo(429);
      assertThat(status(gateway, "/free")).isEqualTo(200);

      write(
          """
          routes:
            limited: {path: /limited, rate-limit: {requests: 2, window: 1m}}
            other: {path: /other}
          """);
      reload(gateway);

      assertThat(status(gateway, "/other")).isEqualTo(200);
      assertThat(status(gateway, "/limited")).isEqualTo(429);
      write("routes:\n  limited: {path: /limited, rate-limit: {requests: 1, window: 1m}}\n");
      reload(gateway);
      assertThat(status(gateway, "/limited")).isEqualTo(200);
      assertThat(status(gateway, "/limited")).isEqualTo(429);
    }
  }

  @Test
  void hedgeBudget_ofARoute_isItsOwnAndSurvivesAReload() throws Exception {
    String budgeted =
        "  budgeted: {path: /budgeted, %s, budget: {share: 0, burst: 1, in-flight-max: 9}}\n"
            .formatted(HEDGED);
    write("routes:\n" + budgeted + "  free: {path: /free, " + HEDGED + "}\n");
    try (RunningGateway gateway = start()) {
      gateway.always("ok@100ms");
      assertThat(attempts(gateway, "/budgeted")).isEqualTo(2);
      assertThat(attempts(gateway, "/budgeted")).isEqualTo(1);
      assertThat(attempts(gateway, "/free")).isEqualTo(2);

      write("routes:\n" + budgeted + "  other: {path: /other, " + HEDGED + "}\n");
      reload(gateway);

      assertThat(attempts(gateway, "/other")).isEqualTo(2);
      assertThat(attempts(gateway, "/budgeted")).isEqualTo(1);
    }
  }

  @Test
  void limit_ofAnUpstream_isItsOwn() throws Exception {
    try (RunningGateway gateway = start("routes=none")) {
      write(
          """
          upstreams:
            small: {url: "%s", limit: fixed, limit-max: 3}
          routes:
            small: {path: /small, upstream: small, plan: {attempts: 3}}
            free: {path: /free, plan: {attempts: 3}}
          """
              .formatted(gateway.simulator().url()));
      try (RunningGateway limited = start();
          RawCaller first = limited.newCaller()) {
        gateway.always("ok@1000ms");
        limited.always("ok@0ms");
        first.get("/small?timeout=30000");
        assertEventually(() -> limited.gateway().load().admission().attempts(), 3);

        RawResponse refused = limited.get("/small?timeout=30000");

        assertThat(refused.assertProblem(503, "overloaded").getString("route")).isEqualTo("small");
        assertThat(status(limited, "/free")).isEqualTo(200);
        assertThat(first.read().status()).isEqualTo(200);
      }
    }
  }

  private RunningGateway start() {
    return start("routes=" + folder.resolve("routes.yaml"));
  }

  private static RunningGateway start(String routes) {
    return RunningGateway.start(routes);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("routes.yaml"), yaml);
  }

  private static void reload(RunningGateway gateway) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + gateway.gateway().managementPort() + "/routes/reload");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest post = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
      assertThat(client.send(post, BodyHandlers.ofString()).body())
          .contains("\"result\" : \"applied\"");
    }
  }

  private static int status(RunningGateway gateway, String path) throws IOException {
    return gateway.get(path + "?timeout=30000").status();
  }

  private static int attempts(RunningGateway gateway, String path) throws IOException {
    String timing = gateway.get(path + "?timeout=30000").header("server-timing");
    return String.valueOf(timing).split("attempt-", -1).length - 1;
  }
}
