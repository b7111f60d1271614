package io.hedgerow.gateway.inbound;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerBuilder;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocketServerConfig;
import io.vertx.core.net.OpenSSLEngineOptions;
import org.jspecify.annotations.Nullable;

/** Builds the HTTP server that serves callers on one event loop. */
public final class CallerServer {
  private CallerServer() {}

  /**
   * Creates a server that does not listen yet.
   *
   * @param tls null for plain HTTP
   * @param valid called with each request that Vert.x could parse
   * @param invalid called with each request that Vert.x could not parse
   */
  public static HttpServer of(
      Vertx vertx,
      @Nullable CallerTls tls,
      CallerConnections connections,
      Handler<HttpServerRequest> valid,
      Handler<HttpServerRequest> invalid) {
    HttpServerConfig config =
        new HttpServerConfig()
            // Saves 5 KB per connection: a queue for writes from other threads.
            .setStrictThreadMode(true)
            // Without compression, connections have no handler that checks requests for WebSockets.
            .setWebSocketConfig(
                new WebSocketServerConfig()
                    .setUsePerFrameCompression(false)
                    .setUsePerMessageCompression(false));
    HttpServerBuilder builder =
        vertx.httpServerBuilder().with(config).with(tls == null ? null : tls.options());
    // Checked last, because isAvailable() loads the native library, which only TLS needs.
    if (tls != null && OpenSSLEngineOptions.isAvailable()) {
      builder.with(new OpenSSLEngineOptions());
    }
    DateHeader date = new DateHeader();
    return builder
        .build()
        .connectionHandler(
            connection -> {
              connections.onConnected(connection);
              // Without a handler, Vert.x logs an error for each connection that a caller resets.
              connection.exceptionHandler(_ -> {});
            })
        .requestHandler(
            request -> {
              date.addTo(request);
              valid.handle(request);
            })
        .invalidRequestHandler(
            request -> {
              date.addTo(request);
              invalid.handle(request);
            });
  }

  /** Whether the head of a request announces a non-empty body. */
  public static boolean announcesBody(HttpServerRequest http) {
    String length = http.getHeader(HttpHeaders.CONTENT_LENGTH);
    return http.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.chars().allMatch(c -> c == '0'));
  }
}
