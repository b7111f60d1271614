package io.hedgerow.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.gateway.manual.Manual;
import io.hedgerow.gateway.settings.Golden;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProblemTest {

  @Test
  void json_withoutAttempts_hasTheMembersOfRfc9457AndTheReason() {
    assertThat(Problem.json(ProblemType.NOT_FOUND, 404, null, "/x").toString())
        .isEqualTo(
            "{\"type\":\"/problems#not-found\",\"title\":\"Not found\","
                + "\"status\":404,\"detail\":\"/x\",\"reason\":\"not-found\"}");
  }

  @Test
  void json_ofARouteThatIsShown_hasItsName() {
    assertThat(Problem.json(ProblemType.BAD_PARAMETER, 400, "product", "x").toString())
        .endsWith("\"reason\":\"bad-parameter\",\"route\":\"product\"}");
  }

  @Test
  void json_anyText_isEscaped() {
    String odd = "\"\\\u0000\u001f\r\n\u2028é\uD83C\uDF3F</script>";

    JsonObject problem = new JsonObject(Problem.json(ProblemType.NOT_FOUND, 404, null, odd));

    assertThat(problem.getString("detail")).isEqualTo(odd);
  }

  @Test
  void json_failures_listsTheAttempts() {
    String json = late(EndedRace.ofThreeFailures());

    assertThat(json)
        .endsWith(
            "\"attempts\":["
                + "{\"number\":1,\"startMs\":0.0,\"durationMs\":1.0,\"outcome\":\"bad-status\","
                + "\"upstreamStatus\":503,\"detail\":\"status 503\"},"
                + "{\"number\":2,\"startMs\":0.0,\"durationMs\":1.1,"
                + "\"outcome\":\"connection-lost\",\"detail\":\"it broke\"},"
                + "{\"number\":3,\"startMs\":0.0,\"durationMs\":100.0,"
                + "\"outcome\":\"timed-out\"}]}");
  }

  @Test
  void json_severalReplicas_saysWhichWereAsked() {
    String json = late(EndedRace.ofThreeFailuresAtReplicas());

    assertThat(json)
        .contains("\"durationMs\":1.0,\"replica\":\"cat-1:8080\",\"outcome\":\"bad-status\",");
  }

  @Test
  void json_winnerAndHedges_givesTheirStartTimes() {
    String json = late(EndedRace.ofAWinnerAndTwoHedges());

    assertThat(json)
        .contains(
            "{\"number\":1,\"startMs\":0.0,\"durationMs\":400.0,\"outcome\":\"succeeded\","
                + "\"upstreamStatus\":200},"
                + "{\"number\":2,\"startMs\":300.0,\"durationMs\":100.0,"
                + "\"outcome\":\"cancelled\"}");
  }

  private static String late(List<Attempt> attempts) {
    return Problem.json(
            ProblemType.DEADLINE, 503, null, "late", attempts, null, EndedRace.START_NANOS)
        .toString();
  }

  @ParameterizedTest
  @EnumSource
  void type_each_leadsToItsDescription(ProblemType type) {
    String[] pageAndAnchor = type.uri().split("#", 2);

    assertThat(pageAndAnchor[0]).isEqualTo(ProblemsPage.PATH);
    assertThat(ProblemsPage.html(List.of(), "THE PATHS"))
        .containsOnlyOnce("id=\"" + pageAndAnchor[1] + "\"")
        .contains(type.title(), type.explanation().replace("%s", "THE PATHS"));
  }

  @Test
  void manual_describesEachProblem() {
    String sections =
        Arrays.stream(ProblemType.values()).map(ProblemTest::section).collect(joining("\n"));

    Golden.assertPartMatches(
        Path.of("../docs/PROBLEMS.md"),
        "<!-- problems: written by ProblemTest with -Dgolden.update=true -->",
        "<!-- end of problems -->",
        sections);
  }

  @ParameterizedTest
  @EnumSource
  void type_each_isAnAnchorOfTheManual(ProblemType type) {
    assertThat(new String(requireNonNull(Manual.read("problems.html")).bytes(), UTF_8))
        .containsOnlyOnce("<h2 id=\"" + type.uri().split("#", 2)[1] + "\">");
  }

  private static String section(ProblemType type) {
    boolean isOfARace = type == ProblemType.DEADLINE || type == ProblemType.UPSTREAM_FAILED;
    return "## `%s`\n\n**%s**, status %d%s. %s\n"
        .formatted(
            type.reason(),
            type.title(),
            type.status(),
            isOfARace ? " unless the route says another one (`statuses`)" : "",
            type.explanation().replace("%s", "the paths of the routes"));
  }

  @Test
  void reason_each_isUnique() {
    assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::reason))
        .doesNotHaveDuplicates();
  }
}
