package io.hedgerow.gateway.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings of an upstream or a route, in words of the file of routes. */
final class SectionWordsTest {
  private final List<String> problems = new ArrayList<>();

  @Test
  void words_ofAnUpstream_areItsKeysButTheUrlWithoutThePrefix() {
    assertThat(SectionWords.UPSTREAM.settings().keySet().stream().map("upstream."::concat))
        .containsExactlyElementsOf(
            UpstreamSettings.SECTION.settings().stream().map(Setting::key).skip(1).toList());
  }

  @Test
  void words_ofABudget_areShareBurstAndInFlightMax() {
    assertThat(SectionWords.BUDGET.settings().keySet())
        .containsExactly("share", "burst", "in-flight-max");
  }

  @Test
  void read_wordNotGiven_takesTheValueInForce() throws InvalidSettings {
    UpstreamSettings upstream =
        requireNonNull(
            SectionWords.UPSTREAM.read(
                Map.of("limit", "fixed", "pending-max", "5"),
                effective("upstream.limit-max", "77", "upstream.connections-max", "6"),
                this::addProblem));

    assertThat(upstream.limit()).isEqualTo(new LimitSettings(LimitSettings.Algorithm.FIXED, 77));
    assertThat(upstream.connections().max()).isEqualTo(6);
    assertThat(upstream.connections().pendingMax()).isEqualTo(5);
    assertThat(problems).isEmpty();
  }

  @Test
  void read_rateLimitOfARoute_takesTheCallerHeaderInForce() throws InvalidSettings {
    RateLimitSettings limit =
        requireNonNull(
            SectionWords.RATE_LIMIT.read(
                Map.of("requests", "5"),
                effective(
                    "rate-limit.caller-header", "X-Key", "rate-limit.trusted-proxies", "10.0.0.1"),
                this::addProblem));

    assertThat(limit.requests()).isEqualTo(5);
    assertThat(limit.callerHeader()).isEqualTo("X-Key");
  }

  @Test
  void read_badValues_areAllReportedUnderTheirWords() throws InvalidSettings {
    Map<String, String> given = Map.of("connections-max", "0", "tls.key", "", "limit", "some");

    assertThat(SectionWords.UPSTREAM.read(given, effective(), this::addProblem)).isNull();

    assertThat(problems)
        .containsExactly(
            "tls.key|tls.key: '' (expected: none or a PEM file with an unencrypted private key"
                + " (PKCS #8, RSA or EC))",
            "connections-max|connections-max: 0 (expected: an integer from 1 to 1000000)",
            "limit|limit: some (expected: none or fixed or adaptive)");
  }

  @Test
  void read_requiredWordMissingOrNone_isReported() throws InvalidSettings {
    EffectiveSettings effective = effective("hedge.budget", "0.5");

    assertThat(SectionWords.BUDGET.read(Map.of(), effective, this::addProblem)).isNull();
    assertThat(SectionWords.BUDGET.read(Map.of("share", "none"), effective, this::addProblem))
        .isNull();

    assertThat(problems)
        .containsExactly(
            "share|share: missing (expected: a number from 0 to 1)",
            "share|share: none (expected: a number from 0 to 1)");
  }

  @Test
  void read_valuesThatDoNotFitTogether_areReportedUnderTheOneThatIsGiven() throws InvalidSettings {
    Map<String, String> given = Map.of("requests", "1", "trusted-proxies", "10.0.0.1");

    assertThat(SectionWords.RATE_LIMIT.read(given, effective(), this::addProblem)).isNull();

    assertThat(problems)
        .containsExactly(
            "trusted-proxies|caller-header and trusted-proxies: only one of them is given"
                + " (expected: both or none)");
  }

  @Test
  void texts_ofAnyRecord_areReadBackToTheSame() throws InvalidSettings {
    UpstreamSettings upstream =
        effective(
                "upstream.protocol", "http2",
                "upstream.connections-max", "17",
                "upstream.idle-timeout", "90s",
                "upstream.limit", "adaptive",
                "upstream.send-deadline", "false")
            .settings()
            .upstream();
    HedgeSettings budget = new HedgeSettings(0.000000001, 2, 3);
    RateLimitSettings limit =
        new RateLimitSettings(
            1, new TimeSpan(61_000), "X-Key", Subnets.parse("10.0.0.0/8, ::1"), 9);

    assertThat(again(SectionWords.UPSTREAM, upstream)).isEqualTo(upstream);
    assertThat(again(SectionWords.BUDGET, budget)).isEqualTo(budget);
    assertThat(again(SectionWords.RATE_LIMIT, limit)).isEqualTo(limit);
    assertThat(problems).isEmpty();
  }

  private <T> T again(SectionWords<T> words, T record) throws InvalidSettings {
    return requireNonNull(words.read(words.texts(record), effective(), this::addProblem));
  }

  private void addProblem(String word, String problem) {
    problems.add(word + "|" + problem);
  }

  private static EffectiveSettings effective(String... keysAndValues) throws InvalidSettings {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      given.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return EffectiveSettings.load(given, Map.of(), null);
  }
}
