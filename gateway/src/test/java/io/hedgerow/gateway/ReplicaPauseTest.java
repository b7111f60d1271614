package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While every replica asks for a pause with Retry-After, no hedges are launched. */
final class ReplicaPauseTest {
  @TempDir private Path folder;
  private final HttpServer one = busy();
  private final HttpServer two = busy();

  @AfterEach
  void stop() {
    one.stop(0);
    two.stop(0);
  }

  @Test
  void hedges_whileEveryReplicaPauses_areWithheld_andTheCallerIsTold() throws Exception {
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            upstreams:
              busy: {replicas: ["http://127.0.0.1:%d/", "http://127.0.0.1:%d/"]}
            routes:
              busy: {path: /busy, upstream: busy, plan: {attempts: 1, hedges: 2, hedge-delay: 10s}}
            """
                .formatted(one.getAddress().getPort(), two.getAddress().getPort()));
    try (Gateway gateway =
            RunningGateway.startGateway(
                "http://127.0.0.1:1/", "routes=" + routes, "event-loops=1");
        RawCaller caller = new RawCaller(gateway.port())) {
      RawResponse hedged = caller.get("/busy?timeout=30000").read();
      RawResponse paused = caller.get("/busy?timeout=30000").read();

      hedged.assertProblem(503, "upstream-failed");
      assertThat(hedged.attempts()).hasSize(3);
      JsonObject problem = paused.assertProblem(503, "upstream-failed");
      assertThat(paused.attempts()).hasSize(1);
      assertThat(problem.getJsonObject("hedgesWithheld"))
          .isEqualTo(new JsonObject().put("count", 2).put("reason", "retry-after"));
      assertThat(MetricsScrape.of(gateway).samples())
          .containsEntry("hedgerow_hedges_withheld_total{reason=\"retry-after\"}", 2.0);
    }
  }

  private static HttpServer busy() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "60");
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
