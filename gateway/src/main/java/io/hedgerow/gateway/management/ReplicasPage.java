package io.hedgerow.gateway.management;

import io.hedgerow.core.replica.ReplicaState;
import io.hedgerow.gateway.settings.Syntax;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.telemetry.ReplicaSnapshot;
import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /replicas}: shows the replicas of each upstream, and drains them on demand. */
final class ReplicasPage {
  static final String PATH = "/replicas";

  private static final Logger LOG = LoggerFactory.getLogger(ReplicasPage.class);
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";

  private static final Pattern CHANGE =
      Pattern.compile(PATH + "/(?:([^/]+)/)?([^/]+)/(drain|undrain)");
  private static final String REASON = "reason";
  private static final String FOR = "for";
  private static final int REASON_MAX = 200;
  private static final String FOR_DEFAULT = "10m";
  private static final Syntax<TimeSpan> FOR_SYNTAX = Syntax.duration("1s", "24h");
  private static final String NOTE =
      "A drain is known to this instance only, and gone after its restart.";

  private final Vertx vertx;
  private final ReplicaAccess access;
  private final ChangeGuard guard;

  /** A replica as a path names it; the upstream is null if the path does not name it. */
  private record Target(@Nullable String upstream, String replica) {
    boolean isIn(UpstreamReplicas candidate) {
      return (upstream == null || upstream.equals(candidate.upstream())) && find(candidate) != null;
    }

    @Nullable ReplicaSnapshot find(UpstreamReplicas of) {
      return of.replicas().stream()
          .filter(each -> each.name().equals(replica))
          .findFirst()
          .orElse(null);
    }
  }

  /** Thrown for a request that cannot be served; its message becomes the answer. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  ReplicasPage(Vertx vertx, ReplicaAccess access, ChangeGuard guard) {
    this.vertx = vertx;
    this.access = access;
    this.guard = guard;
  }

  /** Answers with the state of all replicas. */
  void show(ManagementRequest request) {
    answer(request, access.replicas().map(ReplicasPage::json));
  }

  /** Drains a replica, or ends its drain. */
  void change(ManagementRequest request, String path) {
    HttpServerRequest http = request.http();
    Matcher matcher = CHANGE.matcher(path);
    if (!matcher.matches()) {
      request.answer(
          404, TEXT, "not found; POST /replicas/NAME/drain or undrain changes a replica\n");
    } else if (!guard.refuses(request, "reason and for are query parameters")) {
      try {
        answer(
            request,
            matcher.group(3).equals("drain")
                ? drain(http.params(), target(matcher))
                : undrain(http.params(), target(matcher)));
      } catch (Refusal refusal) {
        refuse(request, refusal);
      }
    }
  }

  private Future<JsonObject> drain(MultiMap parameters, Target target) throws Refusal {
    checkParameters(parameters, Set.of(REASON, FOR));
    String reason = reason(parameters.get(REASON));
    long nanos = nanos(parameters.get(FOR));
    return changed(target, (upstream, replica) -> drain(upstream, replica, reason, nanos));
  }

  private Future<JsonObject> undrain(MultiMap parameters, Target target) throws Refusal {
    checkParameters(parameters, Set.of());
    return changed(target, this::undrain);
  }

  private Future<?> drain(
      UpstreamReplicas upstream, ReplicaSnapshot replica, String reason, long nanos)
      throws Refusal {
    boolean isLast =
        upstream.replicas().stream()
            .allMatch(each -> each.name().equals(replica.name()) || isDrained(each));
    if (isLast) {
      throw new Refusal(
          409,
          "%s is the only replica of upstream %s that is not drained"
              .formatted(replica.name(), upstream.upstream()));
    }
    return access.drain(upstream.upstream(), replica.name(), reason, nanos);
  }

  private Future<?> undrain(UpstreamReplicas upstream, ReplicaSnapshot replica) throws Refusal {
    if (!isDrained(replica)) {
      throw new Refusal(
          409, "%s of upstream %s is not drained".formatted(replica.name(), upstream.upstream()));
    }
    return access.undrain(upstream.upstream(), replica.name());
  }

  private interface Change {
    Future<?> apply(UpstreamReplicas upstream, ReplicaSnapshot replica) throws Refusal;
  }

  /** Finds the replica, changes it and returns its new state. */
  private Future<JsonObject> changed(Target target, Change change) {
    return access
        .replicas()
        .compose(
            before -> {
              try {
                UpstreamReplicas upstream = theOne(target, before);
                Target found = new Target(upstream.upstream(), target.replica());
                ReplicaSnapshot replica = found.find(upstream);
                return (replica == null
                        ? Future.failedFuture(new Refusal(404, target.replica()))
                        : change.apply(upstream, replica))
                    .compose(_ -> access.replicas())
                    .map(after -> json(found, after));
              } catch (Refusal refusal) {
                return Future.failedFuture(refusal);
              }
            });
  }

  private static UpstreamReplicas theOne(Target target, List<UpstreamReplicas> upstreams)
      throws Refusal {
    List<UpstreamReplicas> found = upstreams.stream().filter(target::isIn).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.isEmpty()) {
      String all =
          upstreams.stream()
              .filter(
                  each -> target.upstream() == null || target.upstream().equals(each.upstream()))
              .flatMap(each -> each.replicas().stream())
              .map(each -> each.upstream() + "/" + each.name())
              .collect(Collectors.joining(", "));
      String known = all.isEmpty() ? "a replica of an upstream in /replicas" : "one of " + all;
      throw new Refusal(404, "replica: %s (expected: %s)".formatted(target.replica(), known));
    }
    throw new Refusal(
        409,
        "replica: %s is in several upstreams (expected: one of %s)"
            .formatted(
                target.replica(),
                found.stream()
                    .map(each -> each.upstream() + "/" + target.replica())
                    .collect(Collectors.joining(", "))));
  }

  private static Target target(Matcher path) throws Refusal {
    String upstream = path.group(1);
    return new Target(upstream == null ? null : decoded(upstream), decoded(path.group(2)));
  }

  private static String decoded(String segment) throws Refusal {
    try {
      return URLDecoder.decode(segment, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "path: " + e.getMessage());
    }
  }

  private static void checkParameters(MultiMap parameters, Set<String> known) throws Refusal {
    for (String name : parameters.names()) {
      if (!known.contains(name)) {
        String expected = known.isEmpty() ? "no parameters" : "reason, for";
        throw new Refusal(400, "%s: unknown parameter (expected: %s)".formatted(name, expected));
      }
    }
  }

  private static String reason(@Nullable String given) throws Refusal {
    String reason = given == null ? "" : given.strip();
    boolean isText = reason.chars().noneMatch(Character::isISOControl);
    if (reason.isEmpty() || reason.length() > REASON_MAX || !isText) {
      throw new Refusal(
          400,
          "reason: %s (expected: why, in 1 to %d characters, such as reason=kernel+update)"
              .formatted(given == null ? "missing" : "invalid", REASON_MAX));
    }
    return reason;
  }

  private static long nanos(@Nullable String given) throws Refusal {
    try {
      return FOR_SYNTAX.parser().apply(given == null ? FOR_DEFAULT : given).nanos();
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "for: invalid (expected: " + FOR_SYNTAX.expected() + ")");
    }
  }

  private static boolean isDrained(ReplicaSnapshot replica) {
    return replica.standing().state() == ReplicaState.DRAINED;
  }

  private static JsonObject json(List<UpstreamReplicas> upstreams) {
    JsonArray array = new JsonArray();
    for (UpstreamReplicas upstream : upstreams) {
      JsonArray replicas = new JsonArray();
      upstream.replicas().forEach(replica -> replicas.add(json(upstream, replica)));
      array.add(new JsonObject().put("upstream", upstream.upstream()).put("replicas", replicas));
    }
    return new JsonObject().put("upstreams", array);
  }

  private static JsonObject json(Target target, List<UpstreamReplicas> upstreams) {
    JsonObject json = new JsonObject().put("upstream", target.upstream());
    for (UpstreamReplicas upstream : upstreams) {
      ReplicaSnapshot replica = target.isIn(upstream) ? target.find(upstream) : null;
      if (replica != null) {
        json.mergeIn(json(upstream, replica));
      }
    }
    return json.put("note", NOTE);
  }

  private static JsonObject json(UpstreamReplicas upstream, ReplicaSnapshot replica) {
    ReplicaSnapshot.Standing standing = replica.standing();
    JsonObject loops = new JsonObject();
    replica.loops().forEach((state, count) -> loops.put(state.label(), count));
    ReplicaSnapshot.LastFailure failure = replica.lastFailure();
    return new JsonObject()
        .put("replica", replica.name())
        .put("state", standing.state().label())
        .put("since", standing.since().toString())
        .put("until", standing.until() == null ? null : standing.until().toString())
        .put("reason", standing.reason().isEmpty() ? null : standing.reason())
        .put("loops", loops)
        .put("loopsConnected", replica.loopsConnected())
        .put("inFlight", replica.inFlight())
        .put("attempts", counts(replica.attempts()))
        .put("wins", replica.wins())
        .put("medianMs", millis(replica.durations().medianNanos()))
        .put("peersMedianMs", millis(upstream.peersMedianNanos(replica)))
        .put(
            "lastFailure",
            failure == null
                ? null
                : new JsonObject()
                    .put("detail", failure.detail())
                    .put("at", failure.at().toString()));
  }

  private static JsonObject counts(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    counts.forEach(json::put);
    return json;
  }

  /** Nanoseconds in milliseconds, with one decimal; null if unknown (infinite). */
  private static @Nullable Double millis(double nanos) {
    return Double.isInfinite(nanos) ? null : Math.round(nanos / 1e5) / 10.0;
  }

  /** Answers on the event loop of the listener; the future completes on any thread. */
  private void answer(ManagementRequest request, Future<JsonObject> result) {
    EventLoopResult.on(vertx.getOrCreateContext(), result)
        .onComplete(
            json -> request.answer(200, JSON, json.encodePrettily() + "\n"),
            failure -> {
              if (failure instanceof Refusal refusal) {
                refuse(request, refusal);
              } else {
                LOG.error("cannot read the state of the replicas", failure);
                request.answer(500, TEXT, "no replicas; see the server's log\n");
              }
            });
  }

  private static void refuse(ManagementRequest request, Refusal refusal) {
    request.answer(refusal.status, TEXT, refusal.getMessage() + "\n");
  }
}
