package io.hedgerow.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One complete answer as a caller received it.
 *
 * @param protocol such as {@code HTTP/1.1}
 * @param headers by lower-case name; the gateway never repeats a header
 */
public record RawResponse(
    String protocol,
    int status,
    String statusText,
    NavigableMap<String, String> headers,
    String body) {

  private static final Pattern UNLAUNCHED =
      Pattern.compile("hedges-(withheld|shadowed);desc=\"[a-z-]+\";count=[12]");
  private static final Pattern TIMING =
      Pattern.compile(
          "attempt-([1-3]);dur=[0-9]+\\.[0-9];desc=\"([a-z-]+)\""
              + ";start=-?[0-9]+\\.[0-9];reason=[a-z-]+");

  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The outcomes in Server-Timing, such as {@code 1 succeeded}; fails if it is malformed. */
  public List<String> timings() {
    String value = header("server-timing");
    assertThat(value).as("Server-Timing of %s", this).isNotNull();
    List<String> timings = new ArrayList<>();
    for (String entry : String.valueOf(value).split(", ", -1)) {
      if (UNLAUNCHED.matcher(entry).matches() || entry.startsWith("route;")) {
        continue;
      }
      Matcher matcher = TIMING.matcher(entry);
      assertThat(matcher.matches()).as("entry of Server-Timing: %s", entry).isTrue();
      timings.add(matcher.group(1) + " " + matcher.group(2));
    }
    return timings;
  }

  /** The attempts of a problem, such as {@code 1 bad-status 503}. */
  public List<String> attempts() {
    List<String> attempts = new ArrayList<>();
    JsonArray listed = new JsonObject(body).getJsonArray("attempts", new JsonArray());
    for (int i = 0; i < listed.size(); i++) {
      JsonObject attempt = listed.getJsonObject(i);
      Integer status = attempt.getInteger("upstreamStatus");
      attempts.add(
          attempt.getInteger("number")
              + " "
              + attempt.getString("outcome")
              + (status == null ? "" : " " + status));
    }
    return attempts;
  }

  /** Asserts a 200 with this body and with everything that answers of endpoints have in common. */
  public void assertOk(String expectedBody) {
    assertThat(status).as("status of %s", this).isEqualTo(200);
    assertThat(body).isEqualTo(expectedBody);
    assertThat(header("content-type")).isEqualTo("application/json");
    assertThat(header("cache-control")).isEqualTo("no-store");
  }

  /** Asserts a complete RFC 9457 problem with this status and reason. */
  public JsonObject assertProblem(int expectedStatus, String reason) {
    assertThat(status).as("status of %s", this).isEqualTo(expectedStatus);
    assertThat(header("content-type")).isEqualTo("application/problem+json");
    assertThat(header("cache-control")).isEqualTo("no-store");
    JsonObject problem = new JsonObject(body);
    assertThat(problem.getInteger("status")).isEqualTo(expectedStatus);
    assertThat(problem.getString("reason")).isEqualTo(reason);
    assertThat(problem.getString("type")).isEqualTo("/problems#" + reason);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    return problem;
  }
}
