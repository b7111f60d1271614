package io.hedgerow.gateway.settings;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many requests one caller may make.
 *
 * @param requests per window
 * @param window whole seconds
 * @param callerHeader header in which a trusted proxy names the caller; null to use addresses
 * @param trustedProxies proxies whose caller header is trusted; null without a caller header
 * @param callersMax maximum callers tracked
 */
public record RateLimitSettings(
    int requests,
    TimeSpan window,
    @Nullable String callerHeader,
    @Nullable Subnets trustedProxies,
    int callersMax) {
  /** A token of RFC 9110. */
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  static final Setting<@Nullable Integer> REQUESTS =
      Setting.integer(
              "rate-limit.requests",
              "none",
              1,
              1_000_000,
              "Quota: requests one caller may make per window; excess requests get 429")
          .orNone("none");
  static final Setting<TimeSpan> WINDOW =
      new Setting<>(
          "rate-limit.window",
          "1s",
          Syntax.of(
              "whole seconds in s, m or h from 1s to 1h", RateLimitSettings::parseWholeSeconds),
          "Period over which the quota refills");
  static final Setting<@Nullable String> CALLER_HEADER =
      new Setting<>(
              "rate-limit.caller-header",
              "none",
              Syntax.of("the name of a header", HEADER_NAME, name -> name),
              "Header that identifies the caller, such as X-Forwarded-For; with none, the"
                  + " address does")
          .orNone("none");
  static final Setting<@Nullable Subnets> TRUSTED_PROXIES =
      new Setting<>(
              "rate-limit.trusted-proxies",
              "none",
              Syntax.of(
                  "addresses and networks such as 10.0.0.0/8, separated by commas", Subnets::parse),
              "Proxies whose rate-limit.caller-header is trusted")
          .orNone("none");
  static final Setting<Integer> CALLERS_MAX =
      Setting.integer(
          "rate-limit.callers-max",
          "50000",
          1,
          10_000_000,
          "Maximum callers tracked; beyond it the least frequent are evicted");

  static final Section<@Nullable RateLimitSettings> SECTION =
      new Section<>(
          List.of(REQUESTS, WINDOW, CALLER_HEADER, TRUSTED_PROXIES, CALLERS_MAX),
          RateLimitSettings::from);

  void into(Values values) {
    values.put(REQUESTS, requests);
    values.put(WINDOW, window);
    values.put(CALLER_HEADER, callerHeader);
    values.put(TRUSTED_PROXIES, trustedProxies);
    values.put(CALLERS_MAX, callersMax);
  }

  private static @Nullable RateLimitSettings from(Values values) {
    values.requireBothOrNone(CALLER_HEADER, TRUSTED_PROXIES);
    Integer requests = values.get(REQUESTS);
    return requests == null
        ? null
        : new RateLimitSettings(
            requests,
            values.get(WINDOW),
            values.get(CALLER_HEADER),
            values.get(TRUSTED_PROXIES),
            values.get(CALLERS_MAX));
  }

  private static TimeSpan parseWholeSeconds(String text) {
    TimeSpan value = TimeSpan.parse(text);
    if (value.millis() < 1000 || value.millis() > 3_600_000 || value.millis() % 1000 != 0) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }
}
