package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages, and the message for an unknown path, show the routes in force. */
final class PagesTest {
  private static final Route PRODUCT =
      RouteBuilder.of("product", "/products/{id}").plan(Plan.smart(1)).build();
  private static final Route BEST =
      RouteBuilder.of("best", "/best&worst")
          .deadline(
              new DeadlineRule(
                  DeadlineRule.Source.QUERY,
                  "t&c",
                  null,
                  new TimeSpan(800),
                  DeadlineRule.Above.REFUSE))
          .statuses(504, 504)
          .build();
  private static final Route NEWS = inHeader("news", "/news", new TimeSpan(500));
  private static final Route STRICT = inHeader("strict", "/strict", null);
  private static final Route LISTED =
      RouteBuilder.of("listed", "/listed").answer(new AnswerRule.Array()).plan(Plan.all()).build();
  private static final Route HEAD_ONLY =
      RouteBuilder.of("head-only", "/head-only").methods("HEAD").build();

  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start(
          _ -> new Routes(Map.of(), List.of(LISTED, PRODUCT, HEAD_ONLY, STRICT, BEST, NEWS)));

  @Test
  void startPage_listsTheRoutes_andLinksThoseThatABrowserCanAsk() {
    String html = StartPage.html(List.of(PRODUCT, BEST, NEWS, STRICT, HEAD_ONLY));

    assertThat(html.substring(html.indexOf("<dl>"), html.indexOf("</dl>")))
        .isEqualTo(
            """
            <dl>
            <dt>/products/{id}?timeout=1000</dt>
            <dd>The first success of one request, or of two more if it is slow or fails</dd>
            <dt><a href="/best&amp;worst?t%26c=800">/best&amp;worst?t%26c=800</a></dt>
            <dd>The first success of three requests</dd>
            <dt><a href="/news">/news</a></dt>
            <dd>The first success of three requests. The timeout is in the header X-Timeout</dd>
            <dt>/strict</dt>
            <dd>The first success of three requests. The timeout is in the header X-Timeout</dd>
            <dt>/head-only?timeout=1000</dt>
            <dd>The first success of three requests</dd>
            """);
  }

  @Test
  void notFound_namesThePaths_andAnExampleThatWorks() throws IOException {
    RawResponse answer = GATEWAY.get("/");

    answer.assertProblem(404, "not-found");
    assertThat(answer.body())
        .contains(
            "/ (expected: /listed, /products/{id}, /head-only, /strict, /best&worst or /news,"
                + " for example /best&worst?t%26c=800)");
    GATEWAY.always("ok@0ms");
    assertThat(GATEWAY.get("/best&worst?t%26c=800").status()).isEqualTo(200);
  }

  @Test
  void problemsPage_namesThePathsAndTheStatusesOfTheRoutes() throws IOException {
    RawResponse answer = GATEWAY.get("/problems");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            "The endpoints are /listed, /products/{id}, /head-only, /strict, /best&amp;worst and"
                + " /news, for example /best&amp;worst?t%26c=800.")
        .contains("a 502 or 504 after a race also lists")
        .contains("<code>deadline</code> (504)", "<code>upstream-failed</code> (502 or 504)");
  }

  private static Route inHeader(String name, String path, @Nullable TimeSpan otherwise) {
    return RouteBuilder.of(name, path)
        .deadline(
            new DeadlineRule(
                DeadlineRule.Source.HEADER,
                "X-Timeout",
                otherwise,
                new TimeSpan(800),
                DeadlineRule.Above.CLAMP))
        .build();
  }
}
