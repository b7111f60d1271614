package io.hedgerow.gateway.management;

import io.hedgerow.gateway.inbound.DateHeader;
import io.hedgerow.gateway.telemetry.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health, metrics and documentation for operators. {@code /health/live} is 200 as long as the
 * process can answer. {@code /health/ready} is 200 while the gateway accepts requests and 503
 * during shutdown. Neither depends on the upstream: taking all instances out of service because the
 * upstream is unhealthy would make an outage worse. Everything else is a {@link Page}.
 */
public final class ManagementServer extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

  private final String host;
  private final int port;
  private final BooleanSupplier readiness;
  private final Supplier<ApiAddress> api;
  private final @Nullable Supplier<Future<String>> scrape;
  private final DateHeader date = new DateHeader();
  private @Nullable HttpServer server;

  /**
   * A listener, not started.
   *
   * @param port 0 takes any free port
   * @param readiness called on an event loop for each {@code /health/ready}
   * @param api where the API listens; called once it does
   * @param scrape produces the answer to {@code /metrics}; null if metrics are off
   */
  public ManagementServer(
      String host,
      int port,
      BooleanSupplier readiness,
      Supplier<ApiAddress> api,
      @Nullable Supplier<Future<String>> scrape) {
    this.host = host;
    this.port = port;
    this.readiness = readiness;
    this.api = api;
    this.scrape = scrape;
  }

  @Override
  public Future<?> start() {
    HttpServerConfig config = new HttpServerConfig().setTcpHost(host).setTcpPort(port);
    server = vertx.createHttpServer(config).requestHandler(this::handle);
    return server.listen();
  }

  /** The port it listens on; 0 before it does. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    date.addTo(request);
    boolean isRead =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (!isRead) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      answer(request, 405, "text/plain", "GET or HEAD only\n");
      return;
    }
    String path = String.valueOf(request.path());
    switch (path) {
      case "/health/live" -> answer(request, 200, "application/json", status("UP"));
      case "/health/ready" -> {
        boolean isReady = readiness.getAsBoolean();
        answer(request, isReady ? 200 : 503, "application/json", status(isReady ? "UP" : "DOWN"));
      }
      case "/metrics" -> answerMetrics(request);
      default -> {
        Page page = Page.at(path);
        if (page == null) {
          answer(request, 404, "text/plain", "not found; see / for all pages\n");
        } else {
          show(request, page);
        }
      }
    }
  }

  /** Reads the page on a worker thread, because this event loop may also serve the API. */
  private void show(HttpServerRequest request, Page page) {
    ApiAddress address = api.get().seenBy(request);
    vertx
        .executeBlocking(() -> page.read(address))
        .onSuccess(
            body -> {
              request
                  .response()
                  .putHeader("content-security-policy", Page.contentSecurityPolicy(address));
              answer(request, 200, page.contentType(), body);
            })
        .onFailure(
            e -> {
              LOG.error("cannot show {}", page, e);
              answer(request, 500, "text/plain", "see the server's log\n");
            });
  }

  private void answerMetrics(HttpServerRequest request) {
    if (scrape == null) {
      answer(
          request, 404, "text/plain", "metrics are off; metrics.enabled=true switches them on\n");
      return;
    }
    scrape
        .get()
        .onComplete(
            metrics -> answer(request, 200, Metrics.CONTENT_TYPE, metrics),
            failure -> answer(request, 500, "text/plain", "no metrics: " + failure + "\n"));
  }

  private static String status(String status) {
    return "{\"status\":\"" + status + "\"}";
  }

  private static void answer(
      HttpServerRequest request, int status, String contentType, String body) {
    answer(request, status, contentType, Buffer.buffer(body));
  }

  private static void answer(
      HttpServerRequest request, int status, String contentType, Buffer body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (request.method().equals(HttpMethod.HEAD)) {
      request.response().end();
    } else {
      request.response().end(body);
    }
  }
}
