package io.hedgerow.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hedgerow.gateway.settings.TimeSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteTableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a /{x} /*                      | /a     | /a",
        "/* /{x} /a                      | /a     | /a",
        "/a /{x} /*                      | /b     | /{x}",
        "/a /{x} /*                      | /b/c   | /*",
        "/a /{x} /*                      | /      | /*",
        "/ /*                            | /      | /",
        "/{x}                            | /      | ",
        // The first segment that differs decides, not the number of literals.
        "/a/{x}/{y} /{x}/b/c             | /a/b/c | /a/{x}/{y}",
        "/a/* /{x}/b/c                   | /a/b/c | /a/*",
        // A more specific pattern that does not match further down gives way.
        "/a/b/c /a/*                     | /a/b/d | /a/*",
        "/a/{x}/c /a/b/*                 | /a/b/c | /a/b/*",
        "/a/{x}/c /a/b/d                 | /a/b/c | /a/{x}/c",
        "/a/b/c/d /a/{x}/c/e /{y}/* /*   | /a/b/c/e | /a/{x}/c/e",
        "/a/b/c/d /a/{x}/c/e /{y}/* /*   | /a/b/c/f | /{y}/*",
        "/a/b/c/d /a/{x}/c/e /{y}/* /*   | /a       | /*",
        "/{x}/a /{x}/{y} /{z}/b          | /1/b   | /{z}/b",
        // A trailing slash is part of the path, but does not fill a variable.
        "/a /{x}/                        | /a/    | /{x}/",
        "/a/ /{x}                        | /a     | /{x}",
        "/a/{x}                          | /a/    | ",
        "/{x}                            | /a/    | ",
        // The rest is zero or more segments after a slash.
        "/site/*                         | /site  | ",
        "/site/*                         | /site/ | /site/*",
        "/site/* /site                   | /site  | /site",
        "/site/* /site/                  | /site/ | /site/",
        // Percent-encoding makes no difference.
        "/products/* /*                  | /%70roducts/a    | /products/*",
        "/site/admin/* /site/*           | /site/%61dmin/a  | /site/admin/*",
        "/%70roducts /*                  | /products        | /%70roducts",
        "/%7Ea /*                        | /%7ea            | /%7Ea",
        "/a@b /*                         | /a%40b           | /a@b",
        "/%2A /*                         | /*               | /%2A",
        "/a /A /*                        | /%41             | /A",
        "/a /*                           | /A               | /*",
        // A refused path matches no route at all.
        "/{x} /*                         | /a%2Fb           | ",
        "/a/* /{x}/{y} /*                | /a/..            | ",
        "/{x} /*                         | /{x}             | ",
        "/*                              | /*               | /*",
      })
  void find_mostSpecificPattern_wins(String paths, String request, @Nullable String expected) {
    List<Route> routes = Arrays.stream(paths.split(" ")).map(p -> TestRoute.of(p, p)).toList();
    assertThat(nameOf(RouteTable.of(routes).find(request))).isEqualTo(expected);
    assertThat(nameOf(RouteTable.of(routes.reversed()).find(request))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/site/*   | /site/../x    | true",
        "/site/*   | /site//       | true",
        "/site/*   | /site/a;b     | true",
        "/{x}      | /a%2Fb        | true",
        "/site/*   | /site/a       | false",
        "/site/*   | /other/../x   | false",
        "/site/*   | /x/../site/a  | false",
        "/a /a/    | /a//          | false",
        "/*        | *             | false",
      })
  void isRefused_onlyIfAPatternMatchesAsWritten(String paths, String request, boolean isRefused) {
    List<Route> routes = Arrays.stream(paths.split(" ")).map(p -> TestRoute.of(p, p)).toList();
    assertThat(RouteTable.of(routes).isRefused(request)).isEqualTo(isRefused);
  }

  private static @Nullable String nameOf(@Nullable Match match) {
    return match == null ? null : match.route().name();
  }

  @Test
  void find_givesWhatThePatternMatched_asItWasSent() {
    Route route = TestRoute.of("a", "/a/{id}/x/{lang}/*", "/b", "/c/{id}");
    RouteTable table = RouteTable.of(List.of(route));
    assertThat(table.find("/%61/%34%32/x/de/%7e/"))
        .isEqualTo(
            new Match(
                route, route.paths().getFirst(), Map.of("id", "%34%32", "lang", "de"), "%7e/"));
    assertThat(table.find("/a/1/x/2/"))
        .isEqualTo(new Match(route, route.paths().getFirst(), Map.of("id", "1", "lang", "2"), ""));
    assertThat(table.find("/%62"))
        .isEqualTo(new Match(route, route.paths().get(1), Map.of(), null));
    assertThat(table.find("/b")).isEqualTo(new Match(route, route.paths().get(1), Map.of(), null));
  }

  @Test
  void find_builtInRoutes_byTheirPaths() {
    Routes routes = Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300));
    RouteTable table = RouteTable.of(routes.routes());
    for (Route route : routes.routes()) {
      assertThat(nameOf(table.find("/api/" + route.name()))).isEqualTo(route.name());
      assertThat(nameOf(table.find("/api/" + route.name() + "/"))).isEqualTo(route.name());
    }
    assertThat(table.find("/api/")).isNull();
    assertThat(table.find("/api/first//")).isNull();
  }

  @Test
  void find_withoutRoutes_isNull() {
    assertThat(RouteTable.of(List.of()).find("/")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/{x}   | /a/{y}   | true",
        "/a       | /%61     | true",
        "/a/      | /a/      | true",
        "/a/*     | /a/*     | true",
        "/{x}/*   | /{y}/*   | true",
        "/a/{x}/b | /a/{y}/c | false",
        "/a       | /a/      | false",
        "/a       | /A       | false",
        "/a/{x}   | /a/*     | false",
        "/a/{x}   | /{x}/a   | false",
      })
  void conflicts_sameShape_isOne(String first, String second, boolean expected) {
    List<Route> routes = List.of(TestRoute.of("one", first), TestRoute.of("two", second));
    assertThat(RouteTable.conflicts(routes)).hasSize(expected ? 1 : 0);
  }

  @Test
  void of_conflicts_areAllDescribed() {
    Route one = TestRoute.of("one", "/a/{x}", "/b/*");
    Route two = TestRoute.of("two", "/a/{y}", "/c", "/b/*", "/%63");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RouteTable.of(List.of(one, two)))
        .withMessage(
            "/a/{y} of route two matches the same paths as /a/{x} of route one;"
                + " /b/* of route two matches the same paths as /b/* of route one;"
                + " /%63 of route two matches the same paths as /c of route two");
  }
}
