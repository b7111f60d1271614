package io.hedgerow.gateway.route;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathTemplateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/products/{id}  | /v2/products/{id} | /products/42          | /v2/products/42",
        "/products/{id}  | /by/{id}/{id}     | /products/42          | /by/42/42",
        "/products/{id}  | /v2               | /products/42          | /v2",
        "/{a}/{b}        | /{b}/{a}          | /1/2                  | /2/1",
        "/{a}/           | /{a}              | /1/                   | /1",
        "/{a}            | /x/{a}/           | /1                    | /x/1/",
        "/site/*         | /*                | /site/                | /",
        "/site/*         | /*                | /site/a/b             | /a/b",
        "/site/*         | /*                | /site/a/              | /a/",
        "/site/*         | /v2/*             | /site/                | /v2/",
        "/{a}/*          | /{a}/x/*          | /1/2/3                | /1/x/2/3",
        "/*              | /v2/*             | /                     | /v2/",
        "/a              | /b                | /%61                  | /b",
        "/p/{id}         | /%7Ex/{id}        | /p/%7ea%2Ab*!$&'()+=@ | /%7Ex/%7ea%2Ab*!$&'()+=@",
        "/p/{id}         | /{id}             | /%70/caf%c3%A9        | /caf%c3%A9",
        "/p/{id}         | /{id}             | /p/{id}               | ",
        "/p/*            | /*                | /p/100%25/%3F%23%20   | /100%25/%3F%23%20",
      })
  void expand_keepsWhatTheCallerSent(String path, String to, String request, String expected) {
    Route route = TestRoute.of("a", to, List.of(path));
    Match match = RouteTable.of(List.of(route)).find(request);
    assertThat(match == null ? null : requireNonNull(route.target()).expand(match))
        .isEqualTo(expected);
  }

  @Test
  void missingIn_namesVariablesAndRest() {
    PathTemplate template = PathTemplate.parse("/{a}/{b}/{b}/c/*");
    assertThat(template.missingIn(PathPattern.parse("/x/{a}"))).hasToString("[{b}, *]");
    assertThat(template.missingIn(PathPattern.parse("/{b}/{a}/{c}/*"))).isEmpty();
  }

  @Test
  void route_withPathThatLacksAVariable_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestRoute.of("a", "/v2/{id}", List.of("/a/{id}", "/b/{ID}")))
        .withMessage("to: /v2/{id} (expected: only what /b/{ID} has; not {id})");
  }
}
