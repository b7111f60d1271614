package io.hedgerow.gateway.upstream;

import io.vertx.core.http.HttpClientConnection;

/**
 * One open connection to the upstream, in one lane; carries one exchange at a time. Its lane alone
 * changes it, on the lane's event loop.
 */
final class UpstreamConnection {
  private final HttpClientConnection http;
  private boolean isReused;
  private boolean isClosed;
  private long idleSinceNanos;

  UpstreamConnection(HttpClientConnection http) {
    this.http = http;
  }

  HttpClientConnection http() {
    return http;
  }

  /**
   * Whether it has carried an exchange or lain idle, so that the upstream may have closed it since.
   */
  boolean isReused() {
    return isReused;
  }

  boolean isClosed() {
    return isClosed;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  void onIdle(long nowNanos) {
    isReused = true;
    idleSinceNanos = nowNanos;
  }

  void onClosed() {
    isClosed = true;
  }
}
