package io.hedgerow.gateway.route.file;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.replica.Ejection;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.FailureStatuses;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.PassRule;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.StatusSet;
import io.hedgerow.gateway.route.SuccessRule;
import io.hedgerow.gateway.route.SuccessRule.JsonRule;
import io.hedgerow.gateway.route.SuccessRule.JsonType;
import io.hedgerow.gateway.settings.ByteSize;
import io.hedgerow.gateway.settings.HealthSettings;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.settings.ReplicaSettings;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file of routes means. */
final class RoutesFileTest {
  @Test
  void route_withAPathAlone_hasTheDefaults() throws InvalidRoutes {
    assertThat(RoutesText.read("routes: {a: {path: /x/y}}").routes())
        .containsExactly(
            new Route(
                "a",
                List.of(PathPattern.parse("/x/y")),
                Set.of("GET", "HEAD"),
                "default",
                null,
                new Plan(1, 0, 0, Plan.Ending.FIRST_SUCCESS),
                new DeadlineRule(
                    DeadlineRule.Source.HEADER,
                    "Request-Timeout-Ms",
                    new TimeSpan(60_000),
                    new TimeSpan(60_000),
                    DeadlineRule.Above.CLAMP),
                new SuccessRule(statuses("2xx"), null, new ByteSize(1 << 20)),
                statuses("3xx", "4xx", "not 408", "not 425", "not 429"),
                PassRule.nothing(),
                new AnswerRule.Body(),
                new FailureStatuses(503, 503),
                null,
                null,
                false));
  }

  @Test
  void route_withEveryWord_isWhatWasGiven() throws InvalidRoutes {
    Routes routes =
        RoutesText.read(
            """
            upstreams: {u: {url: http://u}}
            routes:
              a:
                path: ["/x/{id}", "/y/{id}"]
                to: /z/{id}
                upstream: u
                methods: GET
                plan: {hedges: 2, hedge-delay: 20ms, ending: first-success, shadow: true}
                deadline: {query: t, default: 1s, max: 2s, above: refuse}
                success:
                  status: [200, 3xx, not 304]
                  json: {at: /a/b, is: whole-number, min: -5}
                  body-max: 2KiB
                final: 404
                pass: {query: [q], headers: "*", back: ETag}
                answer: {envelope: {body: body, took: own-ms}, unless: {query: plain, is: true}}
                statuses: {deadline: 504, upstream-failed: 502}
                budget: {share: 0.05, burst: 50, in-flight-max: 200}
                rate-limit: {requests: 7}
                coalesce: true
            """);
    Route route = routes.named("a");

    assertThat(route)
        .isEqualTo(
            new Route(
                "a",
                List.of(PathPattern.parse("/x/{id}"), PathPattern.parse("/y/{id}")),
                Set.of("GET"),
                "u",
                PathTemplate.parse("/z/{id}"),
                new Plan(1, 2, 20_000_000, Plan.Ending.FIRST_SUCCESS, true),
                new DeadlineRule(
                    DeadlineRule.Source.QUERY,
                    "t",
                    new TimeSpan(1000),
                    new TimeSpan(2000),
                    DeadlineRule.Above.REFUSE),
                new SuccessRule(
                    statuses("200", "3xx", "not 304"),
                    new JsonRule(JsonPointer.compile("/a/b"), JsonType.WHOLE_NUMBER, -5L),
                    new ByteSize(2048)),
                statuses("404"),
                new PassRule(
                    new Names.Only(List.of("q")), new Names.All(), new Names.Only(List.of("ETag"))),
                new AnswerRule.Envelope("took", "body", new AnswerRule.Unless("plain", true)),
                new FailureStatuses(504, 502),
                new HedgeSettings(0.05, 50, 200),
                route.rateLimit(),
                true));
    assertThat(requireNonNull(route.rateLimit()).requests()).isEqualTo(7);
  }

  @Test
  void route_wordOfItsOwn_replacesThatOfTheDefaultsAsAWhole() throws InvalidRoutes {
    Routes routes =
        RoutesText.read(
            """
            routes:
              a: {path: /a}
              b: {path: /b, pass: {query: [page]}}
            defaults:
              pass: {query: [lang], back: [ETag]}
            """);

    assertThat(routes.named("a").pass())
        .isEqualTo(
            new PassRule(
                new Names.Only(List.of("lang")), Names.none(), new Names.Only(List.of("ETag"))));
    assertThat(routes.named("b").pass())
        .isEqualTo(new PassRule(new Names.Only(List.of("page")), Names.none(), Names.none()));
  }

  @Test
  void routes_areInTheOrderOfTheFile() throws InvalidRoutes {
    assertThat(RoutesText.read("routes: {z: {path: /z}, a: {path: /a}, m: {path: /m}}").routes())
        .extracting(Route::name)
        .containsExactly("z", "a", "m");
  }

  @Test
  void answer_ofAPlanThatCollects_isAnArray() throws InvalidRoutes {
    assertThat(
            RoutesText.read("routes: {a: {path: /a, plan: {ending: all-ended}}}")
                .named("a")
                .answer())
        .isEqualTo(new AnswerRule.Array());
  }

  @Test
  void deadline_required_hasNoDefault() throws InvalidRoutes {
    assertThat(
            RoutesText.read("routes: {a: {path: /a, deadline: {required: true, max: 5s}}}")
                .named("a")
                .deadline())
        .isEqualTo(
            new DeadlineRule(
                DeadlineRule.Source.HEADER,
                "Request-Timeout-Ms",
                null,
                new TimeSpan(5000),
                DeadlineRule.Above.CLAMP));
  }

  /** Where {@code to} is not given, the URL of the upstream decides. */
  @ParameterizedTest
  @CsvSource({
    "http://h,        , /a/{id}",
    "http://h/,       , /a/{id}",
    "http://h?key=v,  , /a/{id}",
    "http://h/v2,     , ",
    "embedded,        , ",
    "http://h,        /b, /b",
    "http://h/v2,     /b/{id}, /b/{id}",
    "http://h,        '\"\"', ",
  })
  void target_ofARoute(String url, String to, String target) throws InvalidRoutes {
    String text = "routes:\n  a:\n    path: /a/{id}\n" + (to == null ? "" : "    to: " + to + "\n");

    assertThat(RoutesText.read(text, "upstream.url=" + url).named("a").target())
        .isEqualTo(target == null ? null : PathTemplate.parse(target));
  }

  @Test
  void upstream_keyNotGiven_isThatOfTheStaticKeys() throws InvalidRoutes {
    Routes routes =
        RoutesText.read(
            """
            upstreams:
              u: {url: "http://u/?key=s3cret", limit: fixed, idle-timeout: 7s}
            routes: {a: {path: /x, upstream: u}}
            """,
            "upstream.limit-max=55",
            "upstream.connections-max=44");
    UpstreamSettings upstream = requireNonNull(routes.upstreams().get("u"));

    assertThat(requireNonNull(upstream.url()).unmasked()).isEqualTo("http://u/?key=s3cret");
    assertThat(upstream.limit()).isEqualTo(new LimitSettings(LimitSettings.Algorithm.FIXED, 55));
    assertThat(upstream.connections().max()).isEqualTo(44);
    assertThat(upstream.connections().idleTimeout()).isEqualTo(new TimeSpan(7000));
  }

  @Test
  void upstream_withAUrl_hasOneReplica() throws InvalidRoutes {
    assertThat(replicas("url: http://h/v1")).isEqualTo(listed("http://h/v1"));
    assertThat(replicas("replicas: [http://h/v1]")).isEqualTo(listed("http://h/v1"));
  }

  @Test
  void replicas_inAList_haveTheDefaultEjection() throws InvalidRoutes {
    assertThat(replicas("replicas: [http://b:81, http://a:81, 'http://[::1]:81']"))
        .isEqualTo(
            new ReplicaSettings(
                listed("http://b:81", "http://a:81", "http://[::1]:81").urls(),
                false,
                new Ejection(5, 3, 10_000_000_000L, 0.5),
                null));
  }

  @Test
  void replicas_byDns_areTheAddressesOfAName() throws InvalidRoutes {
    assertThat(replicas("replicas: {dns: https://h/v1}"))
        .isEqualTo(ReplicaSettings.byDns(UpstreamUrl.parse("https://h/v1")));
  }

  @Test
  void replicas_withEveryWord_areWhatWasGiven() throws InvalidRoutes {
    assertThat(
            replicas(
                """
                replicas: {dns: "http://h:81"},
                eject: {failures-in-a-row: 7, slower-than-peers: 1.25, for: 200ms, at-most: 0.1},
                health: {path: /up, every: 2m}
                """))
        .isEqualTo(
            new ReplicaSettings(
                List.of(UpstreamUrl.parse("http://h:81")),
                true,
                new Ejection(7, 1.25, 200_000_000, 0.1),
                new HealthSettings("/up", new TimeSpan(120_000))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                          | 5    | 3    | 10000   | 0.5",
        "false                       | 5    | 3    | 10000   | 0",
        "{failures-in-a-row: 1}      | 1    | 3    | 10000   | 0.5",
        "{failures-in-a-row: 1000}   | 1000 | 3    | 10000   | 0.5",
        "{slower-than-peers: 1.0001} | 5    | 1.0001 | 10000 | 0.5",
        "{slower-than-peers: 100}    | 5    | 100  | 10000   | 0.5",
        "{for: 100ms}                | 5    | 3    | 100     | 0.5",
        "{for: 1h}                   | 5    | 3    | 3600000 | 0.5",
        "{at-most: 0}                | 5    | 3    | 10000   | 0",
        "{at-most: 1}                | 5    | 3    | 10000   | 1",
      })
  void ejection_wordsNotGiven_areTheDefaults(
      String eject, int failures, double slower, long forMillis, double atMost)
      throws InvalidRoutes {
    assertThat(replicas("replicas: [http://a], eject: " + eject).ejection())
        .isEqualTo(new Ejection(failures, slower, forMillis * 1_000_000, atMost));
  }

  @Test
  void health_withAPathAlone_isCheckedEveryFiveSeconds() throws InvalidRoutes {
    assertThat(replicas("replicas: [http://a], health: {path: /a%20b}").health())
        .isEqualTo(new HealthSettings("/a%20b", new TimeSpan(5000)));
  }

  /** A reload replaces the clients of upstreams whose settings differ. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas: [http://b, http://a]",
        "replicas: [http://a]",
        "replicas: {dns: http://a}",
        "replicas: [http://a, http://b], eject: false",
        "replicas: [http://a, http://b], health: {path: /up}",
      })
  void upstream_withOtherReplicas_isNotEqual(String words) throws InvalidRoutes {
    UpstreamSettings upstream = upstream("replicas: [http://a, http://b]");

    assertThat(upstream(words)).isNotEqualTo(upstream);
    assertThat(upstream("replicas: [http://a/, http://b:80], eject: {}")).isEqualTo(upstream);
  }

  @Test
  void target_ofAnUpstreamWithReplicas_followsTheirPath() throws InvalidRoutes {
    String routes = "routes: {a: {path: /x, upstream: u}}\n";
    assertThat(
            RoutesText.read(routes + "upstreams: {u: {replicas: [http://a/v1, http://b/v1]}}")
                .named("a")
                .target())
        .isNull();
    assertThat(
            RoutesText.read(routes + "upstreams: {u: {replicas: [http://a, http://b]}}")
                .named("a")
                .target())
        .isEqualTo(PathTemplate.parse("/x"));
  }

  private static ReplicaSettings listed(String... urls) {
    return ReplicaSettings.listed(Arrays.stream(urls).map(UpstreamUrl::parse).toList());
  }

  private static ReplicaSettings replicas(String words) throws InvalidRoutes {
    return upstream(words).replicas();
  }

  private static UpstreamSettings upstream(String words) throws InvalidRoutes {
    return requireNonNull(
        RoutesText.read("upstreams: {u: {" + words + "}}\nroutes: {a: {path: /x}}")
            .upstreams()
            .get("u"));
  }

  @Test
  void file_withAnchorsAndAByteOrderMark_isRead() throws InvalidRoutes {
    Routes routes =
        RoutesText.read(
            "\ufeffroutes: {a: {path: /a, pass: {query: &q [x, y], headers: *q, back: *q}}}");
    Names names = new Names.Only(List.of("x", "y"));

    assertThat(routes.named("a").pass()).isEqualTo(new PassRule(names, names, names));
  }

  private static StatusSet statuses(String... words) {
    return StatusSet.of(List.of(words));
  }
}
