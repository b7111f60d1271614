package io.hedgerow.gateway.route;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.RateLimitSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request: where it comes from, which upstream is asked, by which plan, what counts as
 * a success, what passes, and how it is answered.
 *
 * @param name its name in metrics, logs and traces; not {@link #NONE}
 * @param paths the paths it serves; at least one
 * @param methods the methods it accepts: GET, HEAD or both
 * @param upstream the name of its upstream
 * @param target the path asked of the upstream, appended to the path of its URL; null to ask the
 *     upstream's URL as it stands
 * @param finals the statuses of answers that are neither a success nor a failure
 * @param hedges its own budget for hedges; null to share that of the static keys {@code hedge.*}
 * @param rateLimit its own rate limit; null to share that of the static keys {@code rate-limit.*}
 * @param isCoalescing whether equal requests share a race
 */
public record Route(
    String name,
    List<PathPattern> paths,
    Set<String> methods,
    String upstream,
    @Nullable PathTemplate target,
    Plan plan,
    DeadlineRule deadline,
    SuccessRule success,
    StatusSet finals,
    PassRule pass,
    AnswerRule answer,
    FailureStatuses statuses,
    @Nullable HedgeSettings hedges,
    @Nullable RateLimitSettings rateLimit,
    boolean isCoalescing) {
  /** Stands for no route in metrics and logs. */
  public static final String NONE = "none";

  /** The upstream of the static keys {@code upstream.*}. */
  public static final String DEFAULT_UPSTREAM = "default";

  public Route {
    if (name.equals(NONE)) {
      throw new IllegalArgumentException(
          "name: none (expected: another; it stands for requests without a route)");
    }
    paths = List.copyOf(paths);
    methods = Set.copyOf(methods);
    if (target != null) {
      paths.forEach(target::requireAllIn);
    }
  }
}
