package io.hedgerow.gateway.route;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.RateLimitSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How requests to some paths are served: by which upstream and plan, with which deadline, what
 * counts as a success, what passes through, and what the caller gets.
 *
 * @param name its name in metrics, logs and traces; not {@link #NONE}
 * @param paths the paths it serves; at least one
 * @param methods the methods it accepts: GET, HEAD or both
 * @param upstream the name of its upstream
 * @param target the upstream's path, appended to the path of its URL; null to use the upstream's
 *     URL unchanged
 * @param finals the statuses of answers that are neither a success nor a failure
 * @param hedges its own hedge budget; null to share the one that the keys {@code hedge.*} set
 * @param rateLimit its own rate limit; null to share the one that the keys {@code rate-limit.*} set
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
  /** The name for requests without a route in metrics and logs. */
  public static final String NONE = "none";

  /** The name of the upstream that the keys {@code upstream.*} describe. */
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
