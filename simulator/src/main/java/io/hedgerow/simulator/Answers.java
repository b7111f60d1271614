package io.hedgerow.simulator;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Writes complete and partial answers. HEAD gets the same head as GET. */
final class Answers {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private Answers() {}

  static void json(HttpServerRequest request, int status, String body) {
    write(request, status, JSON, body);
  }

  static void text(HttpServerRequest request, int status, String body) {
    write(request, status, TEXT, body);
  }

  /**
   * Announces the complete body but writes only its first half. Writes nothing for HEAD, which has
   * no body to truncate.
   */
  static Future<Void> half(HttpServerRequest request, String json) {
    if (HttpMethod.HEAD.equals(request.method())) {
      return Future.succeededFuture();
    }
    Buffer bytes = Buffer.buffer(json);
    return head(request, 200, JSON, bytes).write(bytes.slice(0, bytes.length() / 2));
  }

  private static void write(HttpServerRequest request, int status, String type, String body) {
    if (isBodyForbidden(status)) {
      request.response().setStatusCode(status).end();
      return;
    }
    Buffer bytes = Buffer.buffer(body);
    HttpServerResponse response = head(request, status, type, bytes);
    if (HttpMethod.HEAD.equals(request.method())) {
      response.end();
    } else {
      response.end(bytes);
    }
  }

  private static HttpServerResponse head(
      HttpServerRequest request, int status, String type, Buffer body) {
    return request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
  }

  private static boolean isBodyForbidden(int status) {
    return status == HttpResponseStatus.NO_CONTENT.code()
        || status == HttpResponseStatus.RESET_CONTENT.code()
        || status == HttpResponseStatus.NOT_MODIFIED.code();
  }
}
