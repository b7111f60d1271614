package io.hedgerow.simulator;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One work request as it arrived.
 *
 * @param method GET or HEAD
 * @param uri path and query
 * @param version HTTP version
 * @param headers immutable, by lower-case name; the values of a repeated header are joined with
 *     {@code ", "} (RFC 9110, section 5.3)
 * @param clientPort the client's port, which identifies its connection
 */
public record ReceivedRequest(
    String method, String uri, HttpVersion version, Map<String, String> headers, int clientPort) {
  public ReceivedRequest {
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  static ReceivedRequest of(HttpServerRequest request) {
    Map<String, String> headers = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, value) ->
                headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b));
    return new ReceivedRequest(
        request.method().name(),
        request.uri(),
        request.version(),
        headers,
        request.remoteAddress().port());
  }

  /** The value of the header with this lower-case name; null if absent. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
