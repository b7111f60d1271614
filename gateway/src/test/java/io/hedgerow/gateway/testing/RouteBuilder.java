package io.hedgerow.gateway.testing;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.FailureStatuses;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.PassRule;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.settings.ByteSize;
import io.hedgerow.gateway.settings.TimeSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds routes, by default as a team may write one: three attempts at once, any 2xx is a success,
 * 3xx and 4xx are final, and the body passes through.
 */
public final class RouteBuilder {
  private final String name;
  private final List<PathPattern> paths;
  private Set<String> methods = Set.of("GET", "HEAD");
  private String upstream = Route.DEFAULT_UPSTREAM;
  private @Nullable PathTemplate target;
  private Plan plan = Plan.first();
  private DeadlineRule deadline =
      new DeadlineRule(
          DeadlineRule.Source.QUERY,
          "timeout",
          null,
          new TimeSpan(60_000),
          DeadlineRule.Above.REFUSE);
  private SuccessRule success =
      new SuccessRule(StatusSet.of(List.of("2xx")), null, new ByteSize(64 * 1024));
  private StatusSet finals = StatusSet.of(List.of("3xx", "4xx", "not 408", "not 425", "not 429"));
  private PassRule pass = PassRule.nothing();
  private AnswerRule answer = new AnswerRule.Body();
  private FailureStatuses statuses = new FailureStatuses(504, 502);
  private boolean isCoalescing;

  private RouteBuilder(String name, List<PathPattern> paths) {
    this.name = name;
    this.paths = paths;
  }

  public static RouteBuilder of(String name, String... paths) {
    return new RouteBuilder(name, Arrays.stream(paths).map(PathPattern::parse).toList());
  }

  public RouteBuilder methods(String... names) {
    methods = Set.of(names);
    return this;
  }

  public RouteBuilder upstream(String name) {
    upstream = name;
    return this;
  }

  public RouteBuilder to(String template) {
    target = PathTemplate.parse(template);
    return this;
  }

  public RouteBuilder plan(Plan plan) {
    this.plan = plan;
    return this;
  }

  public RouteBuilder deadline(DeadlineRule deadline) {
    this.deadline = deadline;
    return this;
  }

  public RouteBuilder success(SuccessRule success) {
    this.success = success;
    return this;
  }

  public RouteBuilder finals(String... words) {
    finals = StatusSet.of(List.of(words));
    return this;
  }

  public RouteBuilder pass(Names query, Names headers, Names back) {
    pass = new PassRule(query, headers, back);
    return this;
  }

  public RouteBuilder answer(AnswerRule answer) {
    this.answer = answer;
    return this;
  }

  public RouteBuilder statuses(int deadline, int upstreamFailed) {
    statuses = new FailureStatuses(deadline, upstreamFailed);
    return this;
  }

  public RouteBuilder coalescing() {
    isCoalescing = true;
    return this;
  }

  public Route build() {
    return new Route(
        name,
        paths,
        methods,
        upstream,
        target,
        plan,
        deadline,
        success,
        finals,
        pass,
        answer,
        statuses,
        null,
        null,
        isCoalescing);
  }
}
