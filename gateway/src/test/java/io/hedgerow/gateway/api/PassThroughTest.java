package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.FailureStatuses;
import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.PassRule;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.settings.ByteSize;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.upstream.UpstreamRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parts of a caller's request reach the upstream. */
final class PassThroughTest {
  private static final Names ALL = new Names.All();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      emptyValue = "",
      value = {
        "-|''",
        "''|''",
        "lang=de|lang=de",
        "lang=de&page=2|lang=de&page=2",
        "page=2&lang=de&page=3|page=2&lang=de&page=3",
        "lang|lang",
        "lang=|lang=",
        "Lang=de|''",
        "x=1&lang=de&y=2|lang=de",
        "la%6Eg=%64e+f%26|la%6Eg=%64e+f%26",
        "x=lang=de|''",
        "lang=a=b|lang=a=b",
        "&&lang=de&&|lang=de",
        "timeout=100&lang=de|lang=de",
        "lang=de;page=2|lang=de;page=2"
      })
  void query_only_passesTheListedParametersAsTheyWereWritten(
      @Nullable String query, String passed) {
    Route route = route(new PassRule(only("lang", "page"), Names.none(), Names.none()));

    assertThat(pass(query, headers(), route).query()).isEqualTo(passed);
  }

  @ParameterizedTest
  @CsvSource({
    "timeout=5&a=1&b=%20, a=1&b=%20",
    "a=1&time%6Fut=5, a=1",
    "a=1&timeouts=5, a=1&timeouts=5"
  })
  void query_all_passesAllButTheTimeout(String query, String passed) {
    Route route = route(new PassRule(ALL, Names.none(), Names.none()));

    assertThat(pass(query, headers(), route).query()).isEqualTo(passed);
  }

  @Test
  void timeout_listed_passes() {
    Route route = route(new PassRule(only("timeout"), Names.none(), Names.none()));

    assertThat(pass("timeout=5&a=1", headers(), route).query()).isEqualTo("timeout=5");
  }

  @Test
  void builtIn_passesNothing() {
    UpstreamRequest request =
        pass("timeout=5", headers("accept", "text/html"), route(PassRule.nothing()));

    assertThat(request.query()).isEmpty();
    assertThat(request.headers()).isEmpty();
  }

  @Test
  void headers_only_passTheListedOnesInLowerCase() {
    Route route = route(new PassRule(Names.none(), only("Accept-Language"), Names.none()));

    assertThat(
            pass(null, headers("ACCEPT-language", "de", "X-Other", "1", "Cookie", "a=b"), route)
                .headers())
        .containsExactly("accept-language", "de");
  }

  @Test
  void headers_repeated_passInTheirOrder() {
    Route route = route(new PassRule(Names.none(), only("x-a", "x-b"), Names.none()));

    assertThat(pass(null, headers("x-a", "1", "x-b", "2", "x-a", "3"), route).headers())
        .containsExactly("x-a", "1", "x-b", "2", "x-a", "3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Proxy-Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Content-Length",
        "Expect",
        "Host",
        "traceparent",
        "tracestate",
        "Hedgerow-Deadline-Ms",
        ":authority"
      })
  void headers_ofAConnectionOrOurs_neverPass(String name) {
    MultiMap sent = headers(name, "x", "x-a", "1");

    assertThat(pass(null, sent, route(new PassRule(ALL, ALL, ALL))).headers())
        .containsExactly("x-a", "1");
    assertThat(pass(null, sent, route(new PassRule(ALL, only(name, "x-a"), ALL))).headers())
        .containsExactly("x-a", "1");
  }

  @Test
  void headers_namedByConnection_neverPass() {
    MultiMap sent =
        headers("Connection", "close, X-Secret", "connection", "x-b", "x-secret", "1", "X-B", "2");

    assertThat(pass(null, sent, route(new PassRule(ALL, ALL, ALL))).headers()).isEmpty();
    Route listed = route(new PassRule(ALL, only("X-Secret", "x-b"), ALL));
    assertThat(pass(null, sent, listed).headers()).isEmpty();
  }

  @Test
  void cookies_several_areOneField() {
    MultiMap sent = headers("cookie", "a=1", "x-a", "1", "cookie", "b=2");

    assertThat(pass(null, sent, route(new PassRule(ALL, ALL, ALL))).headers())
        .containsExactly("cookie", "a=1; b=2", "x-a", "1");
  }

  @Test
  void acceptEncoding_whereTheBodyMustBeJson_doesNotPass() {
    MultiMap sent = headers("accept-encoding", "gzip");
    PassRule all = new PassRule(ALL, ALL, ALL);

    assertThat(pass(null, sent, route(all)).headers()).containsExactly("accept-encoding", "gzip");
    SuccessRule json =
        new SuccessRule(
            StatusSet.of(List.of("200")),
            new SuccessRule.JsonRule(JsonPointer.compile("/a"), SuccessRule.JsonType.ANY, null),
            new ByteSize(1024));
    assertThat(pass(null, sent, route(all, json, timeout(DeadlineRule.Source.QUERY))).headers())
        .isEmpty();
  }

  @Test
  void timeoutHeader_withAllHeaders_doesNotPass() {
    MultiMap sent = headers("Timeout", "5", "x-a", "1");
    Route route = route(new PassRule(ALL, ALL, ALL), ANY, timeout(DeadlineRule.Source.HEADER));

    assertThat(pass("timeout=7", sent, route).headers()).containsExactly("x-a", "1");
    assertThat(pass("timeout=7", sent, route).query()).isEqualTo("timeout=7");
  }

  @Test
  void path_isRewritten() {
    Match match =
        Objects.requireNonNull(
            RouteTable.of(List.of(route(PassRule.nothing()))).find("/products/a%20b"));

    assertThat(PassThrough.of(null, headers(), match).path()).isEqualTo("/v2/a%20b");
  }

  private static final SuccessRule ANY =
      new SuccessRule(StatusSet.of(List.of("2xx")), null, new ByteSize(1024));

  private static UpstreamRequest pass(@Nullable String query, MultiMap headers, Route route) {
    Match match = Objects.requireNonNull(RouteTable.of(List.of(route)).find("/products/1"));
    return PassThrough.of(query, headers, match);
  }

  private static Route route(PassRule pass) {
    return route(pass, ANY, timeout(DeadlineRule.Source.QUERY));
  }

  private static Route route(PassRule pass, SuccessRule success, DeadlineRule deadline) {
    return new Route(
        "product",
        List.of(PathPattern.parse("/products/{id}")),
        Set.of("GET"),
        "catalogue",
        PathTemplate.parse("/v2/{id}"),
        Plan.first(),
        deadline,
        success,
        StatusSet.none(),
        pass,
        new AnswerRule.Body(),
        new FailureStatuses(504, 502),
        null,
        null,
        false);
  }

  private static DeadlineRule timeout(DeadlineRule.Source source) {
    return new DeadlineRule(
        source, "timeout", new TimeSpan(100), new TimeSpan(1000), DeadlineRule.Above.CLAMP);
  }

  private static Names only(String... names) {
    return new Names.Only(List.of(names));
  }

  private static MultiMap headers(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }
}
