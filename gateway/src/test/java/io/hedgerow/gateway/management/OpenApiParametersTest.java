package io.hedgerow.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.DeadlineRule.Above;
import io.hedgerow.gateway.route.DeadlineRule.Source;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.testing.ApiDescription;
import io.hedgerow.gateway.testing.RouteBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The parameters of requests in the description of routes from a file. */
final class OpenApiParametersTest {
  private static final Names ALL = new Names.All();
  private static final Names NONE = Names.none();
  private static final TimeSpan MAX = new TimeSpan(2000);

  @Test
  void parameters_areVariablesDeadlineAndWhatPasses() throws IOException {
    Route route =
        RouteBuilder.of("product", "/{shop}/products/{id}")
            .to("/{id}")
            .pass(only("lang", "page"), only("X-Tenant", "Accept"), NONE)
            .build();

    assertThat(parameters(route, "get"))
        .containsExactly(
            "path shop required {\"type\":\"string\",\"minLength\":1}",
            "path id required {\"type\":\"string\",\"minLength\":1}",
            "query timeout required {\"type\":\"integer\",\"minimum\":1,\"maximum\":60000}",
            "query lang {\"type\":\"string\"}",
            "query page {\"type\":\"string\"}",
            "header X-Tenant {\"type\":\"string\"}");
    assertThat(parameters(route, "head")).isEqualTo(parameters(route, "get"));
    // OpenAPI ignores this header as a parameter, so the text names it.
    assertThat(operation(route, "get").get("description").asString())
        .contains("These headers also pass to the upstream: Accept.");
  }

  @Test
  void deadline_anyRule_isDescribed() throws IOException {
    assertThat(deadline(new DeadlineRule(Source.HEADER, "X-T", null, MAX, Above.CLAMP)))
        .isEqualTo("header X-T required {\"type\":\"integer\",\"minimum\":1}");
    assertThat(deadline(new DeadlineRule(Source.QUERY, "t", new TimeSpan(800), MAX, Above.REFUSE)))
        .isEqualTo("query t {\"type\":\"integer\",\"minimum\":1,\"maximum\":2000,\"default\":800}");
    // A default above the maximum is cut too.
    assertThat(deadline(new DeadlineRule(Source.QUERY, "t", new TimeSpan(9000), MAX, Above.CLAMP)))
        .isEqualTo("query t {\"type\":\"integer\",\"minimum\":1,\"default\":2000}");
  }

  @Test
  void envelope_thatCanBeSwitchedOff_hasItsParameter() throws IOException {
    Route route =
        RouteBuilder.of("boxed", "/boxed")
            .answer(new AnswerRule.Envelope("a", "b", new AnswerRule.Unless("bare", true)))
            .build();

    assertThat(parameters(route, "get"))
        .contains("query bare {\"type\":\"boolean\",\"default\":false}");
  }

  @Test
  void parameter_withTwoMeanings_standsOnce() throws IOException {
    Route route =
        RouteBuilder.of("twice", "/twice")
            .deadline(new DeadlineRule(Source.HEADER, "X-T", null, MAX, Above.CLAMP))
            .pass(NONE, only("x-t"), NONE)
            .build();

    assertThat(parameters(route, "get")).hasSize(1);
  }

  @Test
  void everything_thatPasses_isOneParameterAndWords() throws IOException {
    Route route = RouteBuilder.of("site", "/site/*").to("/*").pass(ALL, ALL, ALL).build();

    String anything = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}";
    assertThat(parameters(route, "get")).contains("query parameters " + anything);
    assertThat(operation(route, "get").get("description").asString())
        .contains("All end-to-end headers pass to the upstream.")
        .contains("All end-to-end headers of the upstream's answer pass back.");
  }

  @Test
  void hedges_areDescribedUnlessTheyAreInShadow() throws IOException {
    Plan plan = Plan.smart(70_000_000);

    assertThat(description(plan)).contains("Hedges are launched after 70 ms");
    assertThat(description(plan.inShadow())).doesNotContain("Hedges", "70 ms");
  }

  private static String description(Plan plan) throws IOException {
    Route route = RouteBuilder.of("a", "/a").plan(plan).build();
    return operation(route, "get").get("description").asString();
  }

  @Test
  void operations_ofSeveralPathsAndOneMethod_haveTheirOwnIds() throws IOException {
    ApiDescription description =
        describe(
            RouteBuilder.of("within-timeout", "/a", "/b").methods("GET").plan(Plan.all()).build());

    assertThat(description.operations().keySet()).contains("GET /a", "GET /b");
    assertThat(description.operations().keySet()).doesNotContain("HEAD /a");
    assertThat(description.at("/paths/~1a/get/operationId").asString())
        .isEqualTo("getWithinTimeout");
    assertThat(description.at("/paths/~1b/get/operationId").asString())
        .isEqualTo("getWithinTimeout_2");
    assertThat(description.at("/components/headers/Allow/schema/enum").toString())
        .isEqualTo("[\"GET, HEAD\",\"GET\"]");
  }

  /** A route for every path also serves the paths of the pages. */
  @Test
  void pages_behindARoute_areNotDescribed() throws IOException {
    assertThat(describe(RouteBuilder.of("all", "/*").build()).below("/paths"))
        .containsOnlyKeys("/*");
    assertThat(describe(RouteBuilder.of("one", "/{x}").to("/").build()).below("/paths"))
        .containsOnlyKeys("/", "/{x}");
  }

  private static String deadline(DeadlineRule rule) throws IOException {
    return parameters(RouteBuilder.of("x", "/x").deadline(rule).build(), "get").getFirst();
  }

  private static List<String> parameters(Route route, String method) throws IOException {
    List<String> parameters = new ArrayList<>();
    for (JsonNode parameter : operation(route, method).get("parameters")) {
      parameters.add(
          "%s %s %s%s"
              .formatted(
                  parameter.get("in").asString(),
                  parameter.get("name").asString(),
                  parameter.get("required").asBoolean() ? "required " : "",
                  parameter.get("schema")));
    }
    return parameters;
  }

  private static JsonNode operation(Route route, String method) throws IOException {
    String path = route.paths().getFirst().toString();
    return describe(route).at("/paths/" + path.replace("/", "~1") + "/" + method);
  }

  private static ApiDescription describe(Route route) throws IOException {
    Routes routes = new Routes(Map.of(), List.of(route));
    return ApiDescription.of(OpenApi.describe(routes, Page.text("openapi.yaml")));
  }

  private static Names only(String... names) {
    return new Names.Only(List.of(names));
  }
}
