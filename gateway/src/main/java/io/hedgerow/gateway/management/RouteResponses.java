package io.hedgerow.gateway.management;

import static io.hedgerow.gateway.management.Json.asObject;
import static io.hedgerow.gateway.management.Json.at;
import static io.hedgerow.gateway.management.Json.object;
import static io.hedgerow.gateway.management.Json.ref;
import static io.hedgerow.gateway.management.Json.text;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Every answer of one route in OpenAPI, by status. If an answer of the upstream has the same status
 * as one of the gateway's own, OpenAPI allows only one description, which covers both.
 */
final class RouteResponses {
  private static final StatusSet OK = StatusSet.of(List.of("200"));
  private static final Set<String> WITHOUT_BODY = Set.of("204", "304");

  /** Described elsewhere: the gateway sets Cache-Control, and OpenAPI lists media types apart. */
  private static final Set<String> NOT_PASSED_BY_NAME = Set.of("cache-control", "content-type");

  /** A kind of answer, and the statuses that it may have. */
  private record Part(StatusSet statuses, Map<String, Object> response) {
    /** An answer of the gateway itself, which the document describes. */
    static Part ours(int status, String name) {
      return new Part(StatusSet.of(List.of(Integer.toString(status))), ref("responses/" + name));
    }

    /** The statuses as OpenAPI writes them: {@code 404}, or {@code 4XX} for most of a class. */
    Set<String> keys() {
      Set<String> keys = new TreeSet<>();
      for (int hundreds = 2; hundreds < 6; hundreds++) {
        if (hasMostOf(hundreds)) {
          keys.add(hundreds + "XX");
        } else {
          ofClass(hundreds).forEach(status -> keys.add(Integer.toString(status)));
        }
      }
      return keys;
    }

    boolean has(String key) {
      return key.endsWith("XX")
          ? hasMostOf(key.charAt(0) - '0')
          : statuses.contains(Integer.parseInt(key));
    }

    private boolean hasMostOf(int hundreds) {
      return ofClass(hundreds).count() > 50;
    }

    private IntStream ofClass(int hundreds) {
      return IntStream.range(100 * hundreds, 100 * hundreds + 100).filter(statuses::contains);
    }
  }

  private final Route route;
  private final Map<String, Object> components;

  /**
   * The answers of a route.
   *
   * @param components the components of the document, to resolve references
   */
  RouteResponses(Route route, Map<String, Object> components) {
    this.route = route;
    this.components = components;
  }

  Map<String, Map<String, Object>> byStatus() {
    List<Part> parts = parts();
    Map<String, Map<String, Object>> responses = new TreeMap<>();
    for (Part each : parts) {
      for (String key : each.keys()) {
        List<Map<String, Object>> described =
            parts.stream().filter(part -> part.has(key)).map(Part::response).toList();
        Map<String, Object> response =
            described.size() == 1 ? new LinkedHashMap<>(each.response()) : merged(described);
        if (WITHOUT_BODY.contains(key)) {
          response.remove("content");
        }
        responses.put(key, response);
      }
    }
    return responses;
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    Plan.Ending ending = route.plan().ending();
    Part passed =
        new Part(
            route.success().statuses(), passed("A success of the upstream, as it came.", body()));
    switch (route.answer()) {
      case AnswerRule.Body _ -> parts.add(passed);
      case AnswerRule.Array _ -> parts.add(new Part(OK, array()));
      case AnswerRule.Envelope envelope -> {
        parts.add(new Part(OK, enveloped(envelope)));
        if (envelope.unless() != null) {
          parts.add(passed);
        }
      }
    }
    if (ending == Plan.Ending.FIRST_SUCCESS) {
      parts.add(
          new Part(
              route.finals(), passed("A final answer of the upstream, as it came.", object())));
    }
    parts.add(Part.ours(400, "BadRequest"));
    parts.add(Part.ours(413, "BodyNotAccepted"));
    parts.add(Part.ours(414, "UriTooLong"));
    parts.add(Part.ours(429, "RateLimited"));
    parts.add(Part.ours(431, "HeadersTooLarge"));
    parts.add(Part.ours(500, "Internal"));
    if (ending != Plan.Ending.WHATEVER_CAME) {
      parts.add(Part.ours(route.statuses().deadline(), "DeadlineReached"));
      parts.add(Part.ours(route.statuses().upstreamFailed(), "UpstreamFailed"));
      parts.add(Part.ours(503, "Overloaded"));
    }
    return parts;
  }

  private Map<String, Object> array() {
    boolean mayBeEmpty = route.plan().ending() == Plan.Ending.WHATEVER_CAME;
    Map<String, Object> array = object("type", "array", "items", body());
    array.put("minItems", mayBeEmpty ? 0 : 1);
    array.put("maxItems", route.plan().attemptsMax());
    Map<String, Object> headers = headers(mayBeEmpty ? "Server-Timing-Or-None" : "Server-Timing");
    if (mayBeEmpty) {
      headers.put("Hedgerow-Degraded", ref("headers/Hedgerow-Degraded"));
    }
    return response("The successes, in order of arrival.", headers, "application/json", array);
  }

  private Map<String, Object> enveloped(AnswerRule.Envelope envelope) {
    Map<String, Object> time = object("type", "integer", "minimum", 0);
    time.put("description", "The time from the request to the verdict, in whole milliseconds.");
    Map<String, Object> schema = object("type", "object");
    schema.put("required", List.of(envelope.time(), envelope.api()));
    schema.put("properties", object(envelope.time(), time, envelope.api(), body()));
    return response(
        "The first success, in an envelope.", headers("Server-Timing"), "application/json", schema);
  }

  /** An answer of the upstream, with the headers that pass back. */
  private Map<String, Object> passed(String description, Map<String, Object> schema) {
    Names back = route.pass().back();
    Map<String, Object> headers = headers("Server-Timing");
    if (back.allowsField("cache-control")) {
      headers.put("Cache-Control", ref("headers/Passed-Cache-Control"));
    }
    if (back instanceof Names.Only(List<String> names)) {
      names.stream()
          .filter(name -> !NOT_PASSED_BY_NAME.contains(name.toLowerCase(Locale.ROOT)))
          .forEach(name -> headers.put(name, ref("headers/Passed")));
    }
    boolean isJson = !schema.isEmpty() && !back.allowsField("content-type");
    return response(description, headers, isJson ? "application/json" : "*/*", schema);
  }

  private static Map<String, Object> response(
      String description, Map<String, Object> headers, String contentType, Object schema) {
    Map<String, Object> response = object("description", description, "headers", headers);
    response.put("content", object(contentType, object("schema", schema)));
    return response;
  }

  /** The headers of every answer after a race. */
  private static Map<String, Object> headers(String timing) {
    Map<String, Object> headers = object("Server-Timing", ref("headers/" + timing));
    for (String name : List.of("Cache-Control", "RateLimit-Policy", "RateLimit", "Connection")) {
      headers.put(name, ref("headers/" + name));
    }
    return headers;
  }

  /** The body of a success; an empty schema if any body will do. */
  private Map<String, Object> body() {
    JsonRule rule = route.success().json();
    if (rule == null) {
      return object();
    }
    Map<String, Object> value =
        switch (rule.is()) {
          case ANY -> object();
          case STRING -> object("type", "string");
          case WHOLE_NUMBER -> object("type", "integer");
          case NUMBER -> object("type", "number");
          case BOOLEAN -> object("type", "boolean");
          case OBJECT -> object("type", "object");
          // Some tools require items.
          case ARRAY -> object("type", "array", "items", object());
        };
    if (rule.min() != null) {
      value.put("minimum", rule.min());
    }
    return rule.at().matches() ? object("type", "object") : withValue(rule.at(), value);
  }

  private static Map<String, Object> withValue(JsonPointer at, Map<String, Object> value) {
    if (at.matches()) {
      return value;
    }
    String name = at.getMatchingProperty();
    Map<String, Object> object = object("required", List.of(name));
    object.put("properties", object(name, withValue(at.tail(), value)));
    // A number may also be an index into an array.
    if (!at.mayMatchElement()) {
      object.put("type", "object");
    }
    return object;
  }

  /** A response that describes several answers with the same status. */
  private Map<String, Object> merged(List<Map<String, Object>> responses) {
    List<Map<String, Object>> parts = responses.stream().map(this::followed).toList();
    Map<String, Object> headers = object();
    membersOf(parts, "headers")
        .forEach((name, each) -> headers.put(name, mergedHeader(each, parts.size())));
    Map<String, Object> content = object();
    membersOf(parts, "content")
        .forEach((type, each) -> content.put(type, object("schema", anyOf(each))));
    return object(
        "description",
        parts.stream()
            .map(part -> text(part, "description").strip())
            .collect(Collectors.joining("\n\n")),
        "headers",
        headers,
        "content",
        content);
  }

  /** The members of the object {@code name} of each part, grouped by their own names. */
  private static Map<String, List<Map<String, Object>>> membersOf(
      List<Map<String, Object>> parts, String name) {
    Map<String, List<Map<String, Object>>> members = new LinkedHashMap<>();
    for (Map<String, Object> part : parts) {
      at(part, name)
          .forEach(
              (member, value) ->
                  members.computeIfAbsent(member, _ -> new ArrayList<>()).add(asObject(value)));
    }
    return members;
  }

  /** A header that some of the answers leave out or send with other values. */
  private Map<String, Object> mergedHeader(List<Map<String, Object>> headers, int answers) {
    if (headers.size() == answers && headers.stream().distinct().count() == 1) {
      return headers.getFirst();
    }
    List<Map<String, Object>> whole = headers.stream().map(this::followed).toList();
    return object("description", text(whole.getFirst(), "description"), "schema", anyOf(whole));
  }

  /** A schema that accepts what any of these schemas accepts. */
  private static Object anyOf(List<Map<String, Object>> described) {
    List<Object> schemas =
        described.stream().<Object>map(each -> at(each, "schema")).distinct().toList();
    return schemas.size() == 1 ? schemas.getFirst() : object("anyOf", schemas);
  }

  /** The target of a reference; an object that is no reference, as it is. */
  private Map<String, Object> followed(Map<String, Object> object) {
    Object reference = object.get("$ref");
    return reference == null
        ? object
        : at(components, reference.toString().replace("#/components/", "").split("/", -1));
  }
}
