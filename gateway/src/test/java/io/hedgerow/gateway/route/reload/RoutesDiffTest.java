package io.hedgerow.gateway.route.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.file.RoutesFile;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of changes between routes. */
final class RoutesDiffTest {
  private static final String UPSTREAMS =
      """
      upstreams:
        cat: {url: "http://cat/?key=one", connections-max: 7}
        dog: {url: http://dog/}
      """;
  private static final String ROUTES =
      """
      routes:
        kitten: {path: "/kittens/{id}", to: /kitten, upstream: cat}
        puppy: {path: /puppies, upstream: dog}
      """;

  @Test
  void sameRoutes_inAnotherOrderAndLayout_differInNothing() throws Exception {
    String other =
        """
        # Dogs first.
        routes:
          puppy:
            path: /puppies
            upstream: dog
          kitten: {upstream: cat, to: "/kitten", path: "/kittens/{id}"}
        upstreams:
          dog: {url: http://dog/}
          cat: {connections-max: 7, url: "http://cat/?key=one"}
        """;

    assertThat(between(UPSTREAMS + ROUTES, other)).isEmpty();
  }

  @Test
  void upstreamAndRoute_addedAndRemoved_areNamed() throws Exception {
    String other =
        """
        upstreams:
          dog: {url: http://dog/}
          hen: {url: http://hen/}
        routes:
          chick: {path: /chicks, upstream: hen}
          puppy: {path: /puppies, upstream: dog}
        """;

    assertThat(between(UPSTREAMS + ROUTES, other))
        .containsExactly(
            "upstream cat removed",
            "upstream hen added",
            "route chick added",
            "route kitten removed");
  }

  @Test
  void upstream_changed_isNamedWithItsWordsButNotItsSecrets() throws Exception {
    assertThat(change("http://cat/?key=one", "http://tom/?key=two"))
        .containsExactly("upstream cat changed: url");
    assertThat(change("?key=one", "?key=two")).containsExactly("upstream cat changed");
    assertThat(change("connections-max: 7", "limit: adaptive"))
        .containsExactly("upstream cat changed: connections-max, limit, limit-max");
    assertThat(change("url: http://dog/", "replicas: [http://dog/, http://hound/], eject: false"))
        .containsExactly("upstream dog changed: eject, replicas, url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "methods: [GET]",
        "upstream: dog",
        "plan: {attempts: 2}",
        "coalesce: true",
        "deadline: {max: 2s}",
        "success: {status: [200]}",
        "final: [404]",
        "pass: {query: [page]}",
        "statuses: {deadline: 500}",
        "answer: {envelope: {t: own-ms, a: body}}",
        "budget: {share: 0.1}",
        "rate-limit: {requests: 5}"
      })
  void route_changed_isNamedWithTheWord(String word) throws Exception {
    String name = word.substring(0, word.indexOf(':'));

    assertThat(change("to: /kitten, upstream: cat", "to: /kitten, " + word))
        .containsExactly(
            "route kitten changed: " + (name.equals("upstream") ? "" : name + ", ") + "upstream");
  }

  @Test
  void route_severalWordsChanged_isOneLine() throws Exception {
    assertThat(
            change(
                "path: \"/kittens/{id}\", to: /kitten",
                "path: /kittens, to: /, plan: {attempts: 3, ending: all-ended}, answer: array"))
        .containsExactly("route kitten changed: answer, path, plan, to");
  }

  @Test
  void manyChanges_areCountedBeyondAHundred() throws Exception {
    assertThat(between(paths(1), paths(101))).hasSize(100).last().isEqualTo("route r101 added");
    List<String> lines = between(paths(1), paths(111));
    assertThat(lines).hasSize(101).last().isEqualTo("and 10 more");
  }

  private static String paths(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj("  r%03d: {path: /%1$s}\n"::formatted)
        .collect(Collectors.joining("", "routes:\n", ""));
  }

  private static List<String> change(String before, String after) throws Exception {
    return between(UPSTREAMS + ROUTES, (UPSTREAMS + ROUTES).replace(before, after));
  }

  private static List<String> between(String before, String after) throws Exception {
    return RoutesDiff.between(parse(before), parse(after));
  }

  private static Routes parse(String text) throws InvalidSettings, InvalidRoutes {
    return RoutesFile.parse(
        "routes.yaml",
        text.getBytes(StandardCharsets.UTF_8),
        EffectiveSettings.load(Map.of("upstream.url", "http://up/work"), Map.of(), null));
  }
}
