package io.hedgerow.gateway.upstream;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.PassRule;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import io.hedgerow.gateway.route.SuccessRule.JsonType;
import io.hedgerow.gateway.settings.ByteSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of a route to the URL of the upstream, with what the tests vary. The rest is as in the
 * built-in routes.
 *
 * @param success statuses, as in a file of routes
 * @param finals likewise
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

  /** Any answer with 2xx is a success. */
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
    Route builtIn = ClientBench.BUILT_IN.route();
    Route route =
        new Route(
            "test",
            builtIn.paths(),
            builtIn.methods(),
            builtIn.upstream(),
            builtIn.target(),
            builtIn.plan(),
            builtIn.deadline(),
            new SuccessRule(StatusSet.of(success), json, new ByteSize(bodyMax)),
            StatusSet.of(finals),
            new PassRule(Names.none(), Names.none(), back),
            builtIn.answer(),
            builtIn.statuses(),
            null,
            null);
    return new UpstreamRequest(route, path, "", headers);
  }
}
