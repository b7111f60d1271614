package io.hedgerow.gateway.upstream;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import io.hedgerow.gateway.route.SuccessRule.JsonType;
import io.hedgerow.gateway.settings.ByteSize;
import io.hedgerow.gateway.testing.RouteBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a route that tests of the upstream client vary, for one request.
 *
 * @param success the statuses of successes, as in a file of routes
 * @param finals the statuses of final answers, likewise
 */
record Asked(
    List<String> success,
    @Nullable JsonRule json,
    long bodyMax,
    List<String> finals,
    Names back,
    @Nullable String path,
    List<String> headers) {
  static final JsonRule TIME =
      new JsonRule(JsonPointer.compile("/time"), JsonType.WHOLE_NUMBER, 0L);

  /** A request for which any 2xx is a success. */
  static Asked any() {
    return new Asked(List.of("2xx"), null, 64 * 1024, List.of(), Names.none(), null, List.of());
  }

  Asked success(String... statuses) {
    return new Asked(List.of(statuses), json, bodyMax, finals, back, path, headers);
  }

  Asked json(@Nullable JsonRule rule) {
    return new Asked(success, rule, bodyMax, finals, back, path, headers);
  }

  Asked bodyMax(long bytes) {
    return new Asked(success, json, bytes, finals, back, path, headers);
  }

  Asked finals(String... statuses) {
    return new Asked(success, json, bodyMax, List.of(statuses), back, path, headers);
  }

  Asked back(Names names) {
    return new Asked(success, json, bodyMax, finals, names, path, headers);
  }

  Asked path(String path) {
    return new Asked(success, json, bodyMax, finals, back, path, headers);
  }

  Asked headers(String... namesAndValues) {
    return new Asked(success, json, bodyMax, finals, back, path, List.of(namesAndValues));
  }

  UpstreamRequest request() {
    Route route =
        RouteBuilder.of("test", "/test")
            .success(new SuccessRule(StatusSet.of(success), json, new ByteSize(bodyMax)))
            .finals(finals.toArray(String[]::new))
            .pass(Names.none(), Names.none(), back)
            .build();
    return new UpstreamRequest(route, path, "", headers);
  }
}
