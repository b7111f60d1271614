package io.hedgerow.gateway.route.file;

import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Plan.Ending;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.FailureStatuses;
import io.hedgerow.gateway.route.PassRule;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.PathSegment;
import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.RateLimitSettings;
import io.hedgerow.gateway.settings.SectionWords;
import io.hedgerow.gateway.settings.Suggestion;
import io.hedgerow.gateway.settings.Syntax;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words of a route. {@code defaults} may have all of them except {@code path}. */
final class RouteWords {
  private static final SettingWords<HedgeSettings> BUDGETS =
      new SettingWords<>(SectionWords.BUDGET);
  private static final SettingWords<RateLimitSettings> RATE_LIMITS =
      new SettingWords<>(SectionWords.RATE_LIMIT);

  private static final Word<List<PathPattern>> PATH =
      new Word<>(
          "path",
          new Listing<>(new PathText<>(PathPattern::parse), 1),
          "Paths that the route serves, such as /products/{id} or /site/*");
  private static final Word<Target> TO =
      new Word<>(
          "to",
          new PathText<>(Target::parse),
          "Path at the upstream, appended to the path of its URL; empty for the URL unchanged."
              + " Default: empty if the URL has a path, otherwise the route's own path");
  private static final Word<String> UPSTREAM =
      new Word<>(
          "upstream",
          new Scalar<>(Syntax.of("the name of an upstream", name -> name)),
          "Upstream to ask; by default the one of the keys upstream.*");
  private static final Word<List<String>> METHODS =
      new Word<>(
          "methods",
          new Listing<>(new Scalar<>(Syntax.choice(List.of("GET", "HEAD"), method -> method)), 1),
          "Methods that the route accepts; default: GET and HEAD");
  private static final Word<Plan> PLAN =
      new Word<>("plan", PlanWords.SHAPE, "How a race is run; default: one attempt");
  private static final Word<DeadlineRule> DEADLINE =
      new Word<>("deadline", DeadlineWords.SHAPE, "How long a request may take, and who says so");
  private static final Word<SuccessRule> SUCCESS =
      new Word<>("success", SuccessWords.SHAPE, "Which answers of the upstream are successes");
  private static final Word<List<String>> FINAL =
      new Word<>(
          "final",
          StatusWords.list(0),
          "Statuses of answers that are neither a success nor a failure and are passed on;"
              + " default: 3xx, 4xx, not 408, not 425, not 429");
  private static final Word<PassRule> PASS =
      new Word<>("pass", PassWords.SHAPE, "What passes between caller and upstream");
  private static final Word<AnswerRule> ANSWER =
      new Word<>(
          "answer",
          AnswerWords.SHAPE,
          "Form of the answer; default: body, or array if the plan collects answers");
  private static final Word<FailureStatuses> STATUSES =
      new Word<>("statuses", StatusWords.SHAPE, "HTTP statuses of a race that failed");
  private static final Word<HedgeSettings> BUDGET =
      new Word<>(
          "budget",
          BUDGETS,
          "Hedge budget of the route; by default it shares that of the keys hedge.*");
  private static final Word<RateLimitSettings> RATE_LIMIT =
      new Word<>(
          "rate-limit",
          RATE_LIMITS,
          "Rate limit of the route; by default it shares that of the keys rate-limit.*");

  private static final Word<Boolean> COALESCE =
      new Word<>(
          "coalesce",
          new Scalar<>(Syntax.flag()),
          "Whether equal requests share a race; default: false");

  private static final List<Word<?>> SHARED =
      List.of(
          TO,
          UPSTREAM,
          METHODS,
          PLAN,
          BUDGET,
          RATE_LIMIT,
          COALESCE,
          DEADLINE,
          SUCCESS,
          FINAL,
          PASS,
          ANSWER,
          STATUSES);

  /** The words that a route gives itself. */
  static final Shape<Given> ROUTE =
      new Mapping<>(
          Stream.concat(Stream.of(PATH), SHARED.stream()).<Word<?>>map(word -> word).toList(),
          List.of(PATH),
          given -> given);

  /** The words for routes that do not give them. */
  static final Shape<Given> DEFAULTS = new Mapping<>(SHARED, given -> given);

  /** The paths of the API's pages. */
  private static final Set<String> RESERVED_PATHS = Set.of("/", "/problems", "/problems/");

  private RouteWords() {}

  /**
   * Builds a route from its words; returns null after reporting a fault.
   *
   * @param upstreams the upstreams of the file, by name
   */
  static @Nullable Route route(
      String name, Given given, Map<String, Optional<UpstreamSettings>> upstreams) {
    List<PathPattern> paths = given.get(PATH);
    if (paths == null) {
      return null;
    }
    checkPaths(given, paths);
    checkAnswer(given);
    checkCoalescing(given);
    Target target = target(given, paths, upstreams);
    if (target == null) {
      return null;
    }
    return new Route(
        name,
        paths,
        Set.copyOf(given.get(METHODS, List.of("GET", "HEAD"))),
        given.get(UPSTREAM, Route.DEFAULT_UPSTREAM),
        target.path(),
        given.get(PLAN, PlanWords.DEFAULT),
        deadline(given),
        given.get(SUCCESS, SuccessWords.DEFAULT),
        StatusSet.of(given.get(FINAL, StatusWords.DEFAULT_FINALS.words())),
        given.get(PASS, PassRule.nothing()),
        answer(given),
        given.get(STATUSES, StatusWords.DEFAULT),
        given.get(BUDGET),
        given.get(RATE_LIMIT),
        given.get(COALESCE, false));
  }

  /** The place of one of the route's paths. */
  static Place placeOf(PathPattern path, Given route) {
    return route.placeOf(PATH).element(path.toString());
  }

  private static void checkPaths(Given given, List<PathPattern> paths) {
    for (PathPattern path : paths) {
      if (RESERVED_PATHS.contains(path.toString())) {
        placeOf(path, given).faultInsteadOf("another path; this one is a page of the API");
      }
    }
  }

  private static DeadlineRule deadline(Given given) {
    DeadlineRule rule = given.get(DEADLINE);
    return rule == null
        ? DeadlineWords.defaultRule(
            given.place().reading().effective().settings().request().timeoutMax())
        : rule;
  }

  private static AnswerRule answer(Given given) {
    boolean isFirst = given.get(PLAN, PlanWords.DEFAULT).ending() == Ending.FIRST_SUCCESS;
    return given.get(ANSWER, isFirst ? new AnswerRule.Body() : new AnswerRule.Array());
  }

  private static void checkAnswer(Given given) {
    AnswerRule answer = given.get(ANSWER);
    if (answer == null || given.isInvalid(PLAN)) {
      return;
    }
    boolean isFirst = given.get(PLAN, PlanWords.DEFAULT).ending() == Ending.FIRST_SUCCESS;
    boolean isArray = answer instanceof AnswerRule.Array;
    if (isFirst == isArray) {
      given.fault(
          ANSWER,
          AnswerWords.print(answer),
          isFirst
              ? "body or an envelope, because the plan ends with its first success"
              : "array, because the plan collects answers");
    }
    DeadlineRule deadline = given.get(DEADLINE);
    if (deadline != null
        && deadline.source() == DeadlineRule.Source.QUERY
        && answer instanceof AnswerRule.Envelope envelope
        && envelope.unless() != null
        && envelope.unless().query().equals(deadline.name())) {
      given.fault(ANSWER, AnswerWords.print(answer), "another parameter; this one has the timeout");
    }
  }

  /** A cookie is for one caller: sharing it would put several callers into one session. */
  private static void checkCoalescing(Given given) {
    boolean isCookiePassed = given.get(PASS, PassRule.nothing()).back().allowsField("set-cookie");
    if (given.get(COALESCE, false) && isCookiePassed) {
      given.fault(COALESCE, "true", "false, or a list without Set-Cookie as the back of pass");
    }
  }

  /** The upstream's path; null after a fault. */
  private static @Nullable Target target(
      Given given, List<PathPattern> paths, Map<String, Optional<UpstreamSettings>> upstreams) {
    UpstreamSettings upstream = upstream(given, upstreams);
    if (given.has(TO)) {
      Target to = given.get(TO);
      return to != null && hasVariables(given, to, paths) ? to : null;
    }
    if (upstream == null) {
      return null;
    }
    if (hasPath(upstream.url())) {
      return new Target(null);
    }
    if (paths.size() > 1) {
      given.faultMissing(
          TO, "a path, because the route has several and the upstream's URL has none");
      return null;
    }
    return new Target(new PathTemplate(paths.getFirst().segments()));
  }

  /** Whether each path has the variables that the target needs. Reports the missing ones. */
  private static boolean hasVariables(Given given, Target to, List<PathPattern> paths) {
    PathTemplate template = to.path();
    boolean isValid = true;
    for (PathPattern path : paths) {
      List<PathSegment> missing = template == null ? List.of() : template.missingIn(path);
      if (!missing.isEmpty()) {
        given.fault(
            TO,
            String.valueOf(template),
            "only what %s has; not %s".formatted(path, missing.getFirst()));
        isValid = false;
      }
    }
    return isValid;
  }

  /** The upstream of a route; null if it is unknown or invalid. */
  private static @Nullable UpstreamSettings upstream(
      Given given, Map<String, Optional<UpstreamSettings>> upstreams) {
    String name = given.get(UPSTREAM, Route.DEFAULT_UPSTREAM);
    if (name.equals(Route.DEFAULT_UPSTREAM)) {
      return given.isInvalid(UPSTREAM)
          ? null
          : given.place().reading().effective().settings().upstream();
    }
    Optional<UpstreamSettings> known = upstreams.get(name);
    if (known == null) {
      List<String> names =
          Stream.concat(Stream.of(Route.DEFAULT_UPSTREAM), upstreams.keySet().stream()).toList();
      given
          .placeOf(UPSTREAM)
          .fault(
              "%s: %s: unknown upstream (%s)"
                  .formatted(
                      UPSTREAM.name(),
                      name,
                      Suggestion.of(name, names, "expected: " + String.join(", ", names))));
      return null;
    }
    return known.orElse(null);
  }

  /** Whether an upstream's URL has a path. The embedded simulator's has one. */
  private static boolean hasPath(@Nullable UpstreamUrl url) {
    return url == null || !url.path().equals("/");
  }

  /** The words of a route and their values in YAML, in the order of the declarations. */
  static Map<String, String> print(Route route) {
    List<PathPattern> paths = route.paths();
    HedgeSettings hedges = route.hedges();
    RateLimitSettings rateLimit = route.rateLimit();
    Map<String, String> words = new LinkedHashMap<>();
    words.put(
        PATH.name(),
        paths.size() == 1
            ? Flow.path(paths.getFirst().toString())
            : Flow.list(paths.stream().map(PathPattern::toString).toList()));
    words.put(TO.name(), Flow.path(route.target() == null ? "" : route.target().toString()));
    words.put(
        UPSTREAM.name(),
        route.upstream().equals(Route.DEFAULT_UPSTREAM)
            ? route.upstream() + "  # the one of the keys upstream.*"
            : Flow.text(route.upstream()));
    words.put(METHODS.name(), Flow.list(route.methods().stream().sorted().toList()));
    words.put(PLAN.name(), PlanWords.print(route.plan()));
    if (hedges != null) {
      words.put(BUDGET.name(), BUDGETS.print(hedges));
    }
    if (rateLimit != null) {
      words.put(RATE_LIMIT.name(), RATE_LIMITS.print(rateLimit));
    }
    if (route.isCoalescing()) {
      words.put(COALESCE.name(), "true");
    }
    words.put(DEADLINE.name(), DeadlineWords.print(route.deadline()));
    words.put(SUCCESS.name(), SuccessWords.print(route.success()));
    words.put(FINAL.name(), StatusWords.print(route.finals()));
    words.put(PASS.name(), PassWords.print(route.pass()));
    words.put(ANSWER.name(), AnswerWords.print(route.answer()));
    words.put(STATUSES.name(), StatusWords.print(route.statuses()));
    return words;
  }

  /** The upstream's path; null to use the upstream's URL unchanged. */
  private record Target(@Nullable PathTemplate path) {
    static Target parse(String text) {
      return new Target(text.isEmpty() ? null : PathTemplate.parse(text));
    }
  }

  /**
   * A path. Its parser writes the messages.
   *
   * @param parser throws {@link IllegalArgumentException} with the word, the text and what was
   *     expected
   */
  private record PathText<T>(Function<String, T> parser) implements Shape<T> {
    @Override
    public @Nullable T read(Place place) {
      String text = place.text();
      if (text == null || text.contains("://")) {
        place.faultInsteadOf(expected());
        return null;
      }
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        place.fault(String.valueOf(e.getMessage()));
        return null;
      }
    }

    @Override
    public String expected() {
      return "a path that begins with /";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string", "pattern", "^(/.*)?$");
    }
  }
}
