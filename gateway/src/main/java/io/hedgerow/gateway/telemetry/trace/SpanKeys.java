package io.hedgerow.gateway.telemetry.trace;

import io.opentelemetry.api.common.AttributeKey;

/**
 * The attribute keys of our spans: those of OpenTelemetry's semantic conventions for HTTP, version
 * 1.x, and our own under {@code hedgerow.}. {@code docs/TRACING.md} explains them.
 */
final class SpanKeys {
  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> METHOD_ORIGINAL =
      AttributeKey.stringKey("http.request.method_original");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("url.template");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  static final AttributeKey<String> ROUTE_NAME = AttributeKey.stringKey("hedgerow.route");
  static final AttributeKey<String> VERDICT = AttributeKey.stringKey("hedgerow.verdict");
  static final AttributeKey<Long> TIMEOUT = AttributeKey.longKey("hedgerow.timeout_ms");
  static final AttributeKey<Long> HEADROOM = AttributeKey.longKey("hedgerow.headroom_ms");
  static final AttributeKey<Long> WINNER = AttributeKey.longKey("hedgerow.winner");

  static final AttributeKey<String> UPSTREAM = AttributeKey.stringKey("hedgerow.upstream");
  static final AttributeKey<Long> NUMBER = AttributeKey.longKey("hedgerow.attempt.number");
  static final AttributeKey<String> ROLE = AttributeKey.stringKey("hedgerow.attempt.role");
  static final AttributeKey<Boolean> WON = AttributeKey.booleanKey("hedgerow.attempt.won");
  static final AttributeKey<String> LAUNCH_REASON =
      AttributeKey.stringKey("hedgerow.attempt.launch_reason");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("hedgerow.attempt.outcome");
  static final AttributeKey<String> CANCEL_REASON =
      AttributeKey.stringKey("hedgerow.attempt.cancel_reason");

  private SpanKeys() {}
}
