package io.hedgerow.gateway.management;

import io.hedgerow.gateway.route.file.RoutesSchema;
import io.hedgerow.gateway.route.reload.Reload;
import io.hedgerow.gateway.route.reload.RoutesReload;
import io.hedgerow.gateway.route.reload.RoutesState;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /routes}: shows the routes in force, reloads them, and shows their JSON Schema. */
final class RoutesPage {
  static final String PATH = "/routes";
  static final String RELOAD = "/routes/reload";
  static final String SCHEMA = "/routes.schema.json";

  private static final Logger LOG = LoggerFactory.getLogger(RoutesPage.class);
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final RoutesReload routes;
  private final ChangeGuard guard;

  RoutesPage(Vertx vertx, RoutesReload routes, ChangeGuard guard) {
    this.vertx = vertx;
    this.routes = routes;
    this.guard = guard;
  }

  /** Answers with the routes in force, as YAML, and the state of their file. */
  void show(ManagementRequest request) {
    RoutesState state = routes.state();
    vertx
        .executeBlocking(() -> routes.print(state.routes()))
        .onComplete(
            yaml -> answer(request, 200, json(state).put("routes", yaml)),
            failure -> answerFailure(request, "the routes cannot be printed", failure));
  }

  void showSchema(ManagementRequest request) {
    vertx
        .executeBlocking(RoutesSchema::json)
        .onComplete(
            schema -> request.answer(200, "application/schema+json", schema),
            failure -> answerFailure(request, "the schema cannot be made", failure));
  }

  /** Reloads the file and answers with the result. */
  void reload(ManagementRequest request) {
    if (!guard.refuses(request, "the routes are read from their file")) {
      // The future completes on any thread.
      EventLoopResult.on(vertx.getOrCreateContext(), routes.reload())
          .onComplete(
              reload -> answer(request, status(reload), json(reload)),
              failure -> answerFailure(request, "the reload failed", failure));
    }
  }

  private static int status(Reload reload) {
    return switch (reload.result()) {
      case APPLIED, UNCHANGED -> 200;
      case INVALID -> 422;
      case NO_FILE -> 409;
    };
  }

  private static JsonObject json(Reload reload) {
    JsonObject json =
        new JsonObject()
            .put("result", reload.result().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (reload.result() == Reload.Result.NO_FILE) {
      json.put("detail", "The routes come from no file; start with --routes=FILE to reload it.");
    }
    return json.mergeIn(json(reload.state()));
  }

  /** The state of the file of routes as JSON. */
  static JsonObject json(RoutesState state) {
    return new JsonObject()
        .put("file", state.file() == null ? null : state.file().toString())
        .put("hash", state.hash())
        .put("since", state.since().toString())
        .put("changes", new JsonArray(state.changes()))
        .put("refused", json(state.refused()));
  }

  private static @Nullable JsonObject json(RoutesState.@Nullable Refused refused) {
    return refused == null
        ? null
        : new JsonObject()
            .put("hash", refused.hash())
            .put("since", refused.since().toString())
            .put("faults", new JsonArray(refused.faults()));
  }

  private static void answer(ManagementRequest request, int status, JsonObject json) {
    request.answer(status, JSON, json.encodePrettily() + "\n");
  }

  private static void answerFailure(ManagementRequest request, String what, Throwable failure) {
    LOG.error("{}", what, failure);
    request.answer(500, TEXT, what + "; see the server's log\n");
  }
}
