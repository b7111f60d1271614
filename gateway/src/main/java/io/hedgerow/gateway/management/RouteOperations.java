package io.hedgerow.gateway.management;

import static io.hedgerow.gateway.management.Json.at;
import static io.hedgerow.gateway.management.Json.object;
import static io.hedgerow.gateway.management.Json.ref;
import static io.hedgerow.gateway.management.Json.text;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.PathSegment;
import io.hedgerow.gateway.route.PlanSummary;
import io.hedgerow.gateway.route.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The operations of one route in OpenAPI: what a caller sends, and every answer. */
final class RouteOperations {
  /** OpenAPI ignores header parameters with these names. */
  private static final Set<String> NO_PARAMETERS =
      Set.of("accept", "authorization", "content-type");

  private final Route route;
  private final Map<String, Object> responses = object();

  /**
   * The operations of a route.
   *
   * @param components the components of the document, to which the route's answers are added
   */
  RouteOperations(Route route, Map<String, Object> components) {
    this.route = route;
    new RouteResponses(route, components)
        .byStatus()
        .forEach(
            (status, response) -> {
              String name = route.name() + "-" + status;
              boolean isReference = response.containsKey("$ref");
              if (!isReference) {
                at(components, "responses").put(name, response);
              }
              responses.put(status, isReference ? response : ref("responses/" + name));
            });
  }

  /**
   * The OpenAPI path item of one of the route's paths.
   *
   * @param number the number of the path in the route, from 1; makes operation IDs unique
   */
  Map<String, Object> of(PathPattern path, int number) {
    String id = camelCase(route.name()) + (number == 1 ? "" : "_" + number);
    Map<String, Object> item = object();
    if (route.methods().contains("GET")) {
      item.put("get", operation("get" + id, PlanSummary.of(route.plan()), description(), path));
    }
    if (route.methods().contains("HEAD")) {
      String description = "Runs the race and answers like GET, without the body.";
      item.put("head", operation("head" + id, "Like GET, without a body", description, path));
    }
    return item;
  }

  private Map<String, Object> operation(
      String id, String summary, String description, PathPattern path) {
    Map<String, Object> operation = object("tags", List.of("races"), "operationId", id);
    operation.put("summary", summary);
    operation.put("description", description);
    operation.put("parameters", parameters(path));
    operation.put("responses", responses);
    return operation;
  }

  private String description() {
    Plan plan = route.plan();
    List<String> lines = new ArrayList<>();
    lines.add("Route `" + route.name() + "`.");
    if (plan.hedges() > 0 && !plan.isShadow()) {
      lines.add(
          ("Hedges are launched after %d ms without a success, or as soon as an attempt fails. They"
                  + " may be withheld; the answer then says how many and why.")
              .formatted(TimeUnit.NANOSECONDS.toMillis(plan.hedgeDelayNanos())));
    }
    lines.add(
        "The status of a success: %s. Its body: at most %s%s."
            .formatted(
                String.join(", ", route.success().statuses().words()),
                route.success().bodyMax(),
                route.success().json() == null ? "" : " of JSON, as described below"));
    if (!route.finals().words().isEmpty()) {
      lines.add(
          "The status of a final answer: %s. Such an answer %s."
              .formatted(
                  String.join(", ", route.finals().words()),
                  plan.ending() == Plan.Ending.FIRST_SUCCESS
                      ? "ends the race and passes through"
                      : "is neither a success nor a failure"));
    }
    List<String> unlisted =
        names(route.pass().headers()).stream().filter(name -> !isParameter(name)).toList();
    if (route.pass().headers() instanceof Names.All) {
      lines.add("All end-to-end headers pass to the upstream.");
    } else if (!unlisted.isEmpty()) {
      lines.add("These headers also pass to the upstream: " + String.join(", ", unlisted) + ".");
    }
    if (route.pass().back() instanceof Names.All) {
      lines.add("All end-to-end headers of the upstream's answer pass back.");
    }
    return String.join("\n", lines) + "\n";
  }

  /**
   * The parameters that a caller can send. OpenAPI allows each name once per place, so of several
   * the first, most specific one is listed.
   */
  private List<Object> parameters(PathPattern path) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (PathSegment segment : path.segments()) {
      if (segment instanceof PathSegment.Variable(String name)) {
        Map<String, Object> notEmpty = object("type", "string", "minLength", 1);
        all.add(parameter("path", name, "One segment of the path.", notEmpty));
      }
    }
    all.add(deadline());
    if (route.answer() instanceof AnswerRule.Envelope envelope && envelope.unless() != null) {
      AnswerRule.Unless unless = envelope.unless();
      String description =
          "`%s` for the upstream's body without the envelope.".formatted(unless.is());
      Map<String, Object> flag = object("type", "boolean", "default", !unless.is());
      all.add(parameter("query", unless.query(), description, flag));
    }
    String passes = "Passes to the upstream.";
    Map<String, Object> anything = object("type", "string");
    for (String name : names(route.pass().query())) {
      all.add(parameter("query", name, passes, anything));
    }
    if (route.pass().query() instanceof Names.All) {
      Map<String, Object> any = object("type", "object", "additionalProperties", anything);
      String description = "Every other parameter passes to the upstream.";
      // Each member of an object is a parameter of its own (style: form, explode: true).
      all.add(parameter("query", "parameters", description, any));
    }
    for (String name : names(route.pass().headers())) {
      if (isParameter(name)) {
        all.add(parameter("header", name, passes, anything));
      }
    }
    Map<String, Object> byPlace = new LinkedHashMap<>();
    for (Map<String, Object> each : all) {
      String in = text(each, "in");
      String name = text(each, "name");
      byPlace.putIfAbsent(in + (in.equals("header") ? name.toLowerCase(Locale.ROOT) : name), each);
    }
    return List.copyOf(byPlace.values());
  }

  private Map<String, Object> deadline() {
    DeadlineRule rule = route.deadline();
    long maxMillis = rule.maxMillis();
    String description =
        "How long you can wait, in milliseconds: decimal digits only, and at most once. The answer"
            + " arrives within it.";
    Map<String, Object> schema = object("type", "integer", "minimum", 1);
    if (rule.above() == DeadlineRule.Above.REFUSE) {
      schema.put("maximum", maxMillis);
    } else {
      description += " Longer timeouts are reduced to %d.".formatted(maxMillis);
    }
    if (rule.otherwise() != null) {
      schema.put("default", Math.min(rule.otherwise().millis(), maxMillis));
    }
    String in = rule.source().name().toLowerCase(Locale.ROOT);
    Map<String, Object> parameter = parameter(in, rule.name(), description, schema);
    parameter.put("required", rule.otherwise() == null);
    return parameter;
  }

  private static Map<String, Object> parameter(
      String in, String name, String description, Map<String, Object> schema) {
    Map<String, Object> parameter = object("name", name, "in", in);
    parameter.put("required", in.equals("path"));
    parameter.put("description", description);
    parameter.put("schema", schema);
    return parameter;
  }

  private static boolean isParameter(String header) {
    return !NO_PARAMETERS.contains(header.toLowerCase(Locale.ROOT));
  }

  private static List<String> names(Names names) {
    return switch (names) {
      case Names.All _ -> List.of();
      case Names.Only(List<String> only) -> only;
    };
  }

  private static String camelCase(String name) {
    return Arrays.stream(name.split("-", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }
}
