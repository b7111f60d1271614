package io.hedgerow.gateway.management;

import io.hedgerow.gateway.inbound.CallerConnections.OpenRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** A request to the management listener. Answer it exactly once, on its event loop. */
record ManagementRequest(HttpServerRequest http, OpenRequest open) {
  void answer(int status, String contentType, String body) {
    answer(status, contentType, Buffer.buffer(body));
  }

  void answer(int status, String contentType, Buffer body) {
    http.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    open.onAnswered(body.length());
    Future<Void> written =
        http.method().equals(HttpMethod.HEAD) ? http.response().end() : http.response().end(body);
    written.onComplete(_ -> open.onEnded(System.nanoTime()));
  }
}
