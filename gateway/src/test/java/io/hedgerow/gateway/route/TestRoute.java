package io.hedgerow.gateway.route;

import io.hedgerow.gateway.settings.TimeSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes routes that differ only in their paths. */
final class TestRoute {
  private static final Route FIRST =
      Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300)).routes().getFirst();

  private TestRoute() {}

  static Route of(String name, String... paths) {
    return of(name, null, List.of(paths));
  }

  static Route of(String name, @Nullable String to, List<String> paths) {
    return new Route(
        name,
        paths.stream().map(PathPattern::parse).toList(),
        FIRST.methods(),
        FIRST.upstream(),
        to == null ? null : PathTemplate.parse(to),
        FIRST.plan(),
        FIRST.deadline(),
        FIRST.success(),
        FIRST.finals(),
        FIRST.pass(),
        FIRST.answer(),
        FIRST.statuses(),
        FIRST.hedges(),
        FIRST.rateLimit(),
        FIRST.isCoalescing());
  }
}
