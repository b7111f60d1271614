package io.hedgerow.gateway.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of a gateway, checked. Each key is declared here once; the command line,
 * the environment, the file and the documentation follow from these declarations.
 */
public record Settings(
    String host,
    int port,
    int eventLoops,
    Management management,
    Metrics metrics,
    Log log,
    Callers callers,
    @Nullable ServerTls tls,
    Request request,
    @Nullable RateLimit rateLimit,
    Smart smart,
    Protection protection,
    Upstream upstream,
    Tracing tracing) {
  /** A token of RFC 9110. */
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  static final Setting<String> HOST =
      Setting.text("host", "0.0.0.0", "a host name or address", "Where the API listens");
  static final Setting<Integer> PORT =
      Setting.wholeNumber(
          "port", "8000", 0, 65_535, "The port of the API; 0 takes any free port and prints it");
  static final Setting<Integer> EVENT_LOOPS =
      new Setting<>(
          "event-loops",
          "auto",
          "auto or a whole number from 1 to 256",
          "Threads that serve requests; auto is one for each processor",
          Settings::parseEventLoops);
  static final Setting<String> MANAGEMENT_HOST =
      Setting.text(
          "management.host",
          "127.0.0.1",
          "a host name or address",
          "Where health, metrics and documentation are served; not for the public");
  static final Setting<Integer> MANAGEMENT_PORT =
      Setting.wholeNumber(
          "management.port",
          "8001",
          0,
          65_535,
          "The port of management; 0 takes any free port and prints it");
  static final Setting<Integer> CALLERS_CONNECTIONS_MAX =
      new Setting<>(
          "callers.connections-max",
          "auto",
          "auto or a whole number from 1 to 1000000",
          "Connections of callers, further ones are closed at once; shared out among event loops",
          text -> parseCapacity(text, Capacity::callerConnections));
  static final Setting<Integer> CALLERS_CONNECTIONS_PER_ADDRESS =
      Setting.wholeNumber(
          "callers.connections-per-address",
          "0",
          0,
          1_000_000,
          "Those of one address, shared out likewise; 0 is no limit, as behind a balancer");
  static final Setting<TimeSpan> CALLERS_HEAD_TIMEOUT =
      Setting.timeSpan(
          "callers.head-timeout",
          "10s",
          new TimeSpan(1),
          new TimeSpan(600_000),
          "How long a new connection may take to bring its first request whole");
  static final Setting<TimeSpan> CALLERS_IDLE_TIMEOUT =
      Setting.timeSpan(
          "callers.idle-timeout",
          "75s",
          new TimeSpan(1),
          new TimeSpan(3_600_000),
          "How long a connection of a caller is kept without a request");
  static final Setting<TimeSpan> CALLERS_READ_TIMEOUT =
      Setting.timeSpan(
          "callers.read-timeout",
          "10s",
          new TimeSpan(1),
          new TimeSpan(600_000),
          "How much longer than the longest timeout a caller may take to ask and to read");
  static final Setting<TimeSpan> SHUTDOWN_DELAY =
      Setting.timeSpan(
          "shutdown.delay",
          "0s",
          new TimeSpan(0),
          new TimeSpan(600_000),
          "How long requests are still taken after readiness went red, for balancers to notice");
  static final Setting<Boolean> METRICS_ENABLED =
      Setting.yesOrNo(
          "metrics.enabled", "true", "Whether /metrics of management tells what happens");
  static final Setting<LogFormat> LOG_FORMAT =
      Setting.choice(
          "log.format",
          "text",
          LogFormat.class,
          "Log lines for people, or JSON by the Elastic Common Schema for machines");
  static final Setting<LogLevel> LOG_LEVEL =
      Setting.choice("log.level", "info", LogLevel.class, "The least important lines to be logged");
  static final Setting<Double> LOG_SUCCESSES =
      Setting.ratio(
          "log.successes",
          "0.01",
          "The share of requests that succeeded or were refused to be logged");
  static final Setting<Integer> LOG_FAILURES_MAX =
      Setting.wholeNumber(
          "log.failures-max",
          "10",
          0,
          1_000_000,
          "Requests that failed to be logged in any second; further ones are counted");
  static final Setting<FileOrNone> TLS_CERTIFICATE =
      Setting.pemFile(
          "tls.certificate",
          "none",
          "The certificate of the API, with its chain, read again when it changes; needs its key");
  static final Setting<FileOrNone> TLS_KEY =
      Setting.pemFile("tls.key", "none", "The private key of that certificate, in PKCS 8");
  static final Setting<TimeSpan> REQUEST_TIMEOUT_MAX =
      Setting.timeSpan(
          "request.timeout-max",
          "60s",
          new TimeSpan(1),
          new TimeSpan(600_000),
          "The longest timeout that a caller may ask for");
  static final Setting<Integer> RATE_LIMIT_REQUESTS =
      Setting.wholeNumber(
          "rate-limit.requests",
          "0",
          0,
          1_000_000,
          "Requests that one caller may make in each window; more get 429; 0 is no limit");
  static final Setting<TimeSpan> RATE_LIMIT_WINDOW =
      new Setting<>(
          "rate-limit.window",
          "1s",
          "whole seconds with their unit (s or m) from 1s to 60m",
          "How long it takes until a caller that used up its requests has all of them again",
          Settings::parseWholeSeconds);
  static final Setting<Optional<String>> RATE_LIMIT_CALLER_HEADER =
      new Setting<>(
          "rate-limit.caller-header",
          "none",
          "none or the name of a header",
          "Which header says who the caller is, such as X-Forwarded-For; none goes by address",
          Settings::parseHeaderName);
  static final Setting<Subnets> RATE_LIMIT_TRUSTED_PROXIES =
      new Setting<>(
          "rate-limit.trusted-proxies",
          "none",
          "none or addresses and networks such as 10.0.0.0/8, separated by commas",
          "Whose word is taken for that header",
          Subnets::parse);
  static final Setting<Integer> RATE_LIMIT_CALLERS_MAX =
      Setting.wholeNumber(
          "rate-limit.callers-max",
          "50000",
          1,
          10_000_000,
          "Callers that are remembered; the least frequent of more are forgotten");
  static final Setting<TimeSpan> SMART_HEDGE_DELAY =
      Setting.timeSpan(
          "smart.hedge-delay",
          "300ms",
          new TimeSpan(1),
          new TimeSpan(600_000),
          "How long /api/smart waits for a success before it launches its two hedges");
  static final Setting<Integer> REQUESTS_MAX =
      new Setting<>(
          "request.in-flight-max",
          "auto",
          "auto or a whole number from 1 to 1000000",
          "Requests in flight, further ones are refused; auto follows file descriptors and heap",
          text -> parseCapacity(text, Capacity::requestsInFlight));
  static final Setting<Boolean> OVERLOAD_SHED =
      Setting.yesOrNo(
          "overload.shed",
          "true",
          "Whether hedges, then new requests, are shed while event loops run late");
  static final Setting<TimeSpan> OVERLOAD_TARGET =
      Setting.timeSpan(
          "overload.target",
          "20ms",
          new TimeSpan(1),
          new TimeSpan(1000),
          "How late an event loop may run all the time before anything is shed");
  static final Setting<TimeSpan> OVERLOAD_INTERVAL =
      Setting.timeSpan(
          "overload.interval",
          "200ms",
          new TimeSpan(40),
          new TimeSpan(10_000),
          "How long all of it must run late to count");
  static final Setting<Double> HEDGE_BUDGET =
      Setting.ratio(
          "hedge.budget",
          "0",
          "Hedges that each successful request pays for; 0 is no budget, all are launched");
  static final Setting<Integer> HEDGE_BURST =
      Setting.wholeNumber("hedge.burst", "100", 1, 1_000_000, "Hedges that the budget can save up");
  static final Setting<Integer> HEDGES_MAX =
      Setting.wholeNumber(
          "hedge.in-flight-max", "1000", 1, 1_000_000, "Hedges under way, with a budget");
  static final Setting<UpstreamLimit> UPSTREAM_LIMIT =
      Setting.choice(
          "upstream.limit",
          "none",
          UpstreamLimit.class,
          "How attempts under way are limited: not, to a number, or by how the upstream fares");
  static final Setting<Integer> UPSTREAM_LIMIT_MAX =
      Setting.wholeNumber(
          "upstream.limit-max", "1000", 3, 1_000_000, "The limit, or the most that it becomes");
  static final Setting<EmbeddedOrUrl> UPSTREAM_URL =
      new Setting<>(
          "upstream.url",
          "embedded",
          "embedded or an http or https URL without user or fragment",
          "The upstream, such as https://host/api/work; embedded starts a simulated one",
          EmbeddedOrUrl::parse);
  static final Setting<Protocol> UPSTREAM_PROTOCOL =
      Setting.choice(
          "upstream.protocol",
          "auto",
          Protocol.class,
          "The protocol spoken to the upstream; auto lets TLS decide, and is HTTP/1.1 without it");
  static final Setting<TimeSpan> UPSTREAM_CONNECT_TIMEOUT =
      Setting.timeSpan(
          "upstream.connect-timeout",
          "5s",
          new TimeSpan(1),
          new TimeSpan(60_000),
          "How long a new connection may take, and its TLS handshake as long again");
  static final Setting<FileOrNone> UPSTREAM_TLS_TRUST =
      Setting.pemFile(
          "upstream.tls.trust",
          "system",
          "Whose certificates an https upstream may show; system is what the JDK trusts");
  static final Setting<FileOrNone> UPSTREAM_TLS_CERTIFICATE =
      Setting.pemFile(
          "upstream.tls.certificate",
          "none",
          "The certificate shown to an https upstream that asks for one; needs its key");
  static final Setting<FileOrNone> UPSTREAM_TLS_KEY =
      Setting.pemFile("upstream.tls.key", "none", "The private key of that certificate, in PKCS 8");
  static final Setting<Integer> UPSTREAM_CONNECTIONS_MAX =
      Setting.wholeNumber(
          "upstream.connections-max",
          "4096",
          1,
          1_000_000,
          "Connections in each lane, so a third of all; shared out among the event loops");
  static final Setting<Integer> UPSTREAM_STREAMS_MAX =
      Setting.wholeNumber(
          "upstream.streams-max",
          "100",
          1,
          10_000,
          "Attempts on one HTTP/2 connection at once; the upstream may allow fewer");
  static final Setting<Integer> UPSTREAM_PENDING_MAX =
      Setting.wholeNumber(
          "upstream.pending-max",
          "4096",
          0,
          1_000_000,
          "Attempts in each lane that may wait for a connection; shared out likewise");
  static final Setting<TimeSpan> UPSTREAM_IDLE_TIMEOUT =
      Setting.timeSpan(
          "upstream.idle-timeout",
          "30s",
          new TimeSpan(1),
          new TimeSpan(3_600_000),
          "Idle connections are closed after this time");
  static final Setting<TimeSpan> UPSTREAM_CONNECTION_AGE_MAX =
      Setting.timeSpan(
          "upstream.connection-age-max",
          "5m",
          new TimeSpan(1),
          new TimeSpan(86_400_000),
          "Maximum age of a connection; bounds how long a changed address goes unnoticed");
  static final Setting<TimeSpan> UPSTREAM_PING_TIMEOUT =
      Setting.timeSpan(
          "upstream.ping-timeout",
          "1s",
          new TimeSpan(1),
          new TimeSpan(60_000),
          "Time limit for the answer to a liveness PING on a silent HTTP/2 connection");
  static final Setting<CancelPolicy> UPSTREAM_CANCEL =
      Setting.choice(
          "upstream.cancel",
          "abort",
          CancelPolicy.class,
          "How to cancel a losing attempt: abort it on the wire, or drain its answer");
  static final Setting<Integer> UPSTREAM_RESETS_MAX =
      Setting.wholeNumber(
          "upstream.resets-max",
          "150",
          0,
          1_000_000,
          "Maximum resets per HTTP/2 connection in any 30 seconds; further losers are drained");
  static final Setting<TimeSpan> UPSTREAM_DRAIN_TIMEOUT =
      Setting.timeSpan(
          "upstream.drain-timeout",
          "1s",
          new TimeSpan(1),
          new TimeSpan(60_000),
          "Time limit for draining an unwanted answer, after which it is aborted");
  static final Setting<Boolean> UPSTREAM_SEND_DEADLINE =
      Setting.yesOrNo(
          "upstream.send-deadline",
          "true",
          "Whether the upstream is told the remaining time, in the header Hedgerow-Deadline-Ms");
  static final Setting<Exporter> TRACING_EXPORTER =
      Setting.choice(
          "tracing.exporter", "none", Exporter.class, "How traces leave; none turns tracing off");
  static final Setting<String> TRACING_ENDPOINT =
      new Setting<>(
          "tracing.endpoint",
          "auto",
          "auto or an http or https URL without user or fragment",
          "The collector's URL with its path; auto is the exporter's usual one on localhost",
          text -> text.equals("auto") ? text : UpstreamUrl.parse(text).toString());
  static final Setting<Double> TRACING_SAMPLE_RATIO =
      Setting.ratio(
          "tracing.sample-ratio",
          "0.1",
          "The share of requests traced, of those whose caller has not decided it");
  static final Setting<String> TRACING_SERVICE_NAME =
      Setting.text("tracing.service-name", "hedgerow", "a name", "What traces call this server");

  /** Every key, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      List.of(
          HOST,
          PORT,
          EVENT_LOOPS,
          MANAGEMENT_HOST,
          MANAGEMENT_PORT,
          CALLERS_CONNECTIONS_MAX,
          CALLERS_CONNECTIONS_PER_ADDRESS,
          CALLERS_HEAD_TIMEOUT,
          CALLERS_IDLE_TIMEOUT,
          CALLERS_READ_TIMEOUT,
          SHUTDOWN_DELAY,
          METRICS_ENABLED,
          LOG_FORMAT,
          LOG_LEVEL,
          LOG_SUCCESSES,
          LOG_FAILURES_MAX,
          TLS_CERTIFICATE,
          TLS_KEY,
          REQUEST_TIMEOUT_MAX,
          REQUESTS_MAX,
          RATE_LIMIT_REQUESTS,
          RATE_LIMIT_WINDOW,
          RATE_LIMIT_CALLER_HEADER,
          RATE_LIMIT_TRUSTED_PROXIES,
          RATE_LIMIT_CALLERS_MAX,
          SMART_HEDGE_DELAY,
          OVERLOAD_SHED,
          OVERLOAD_TARGET,
          OVERLOAD_INTERVAL,
          HEDGE_BUDGET,
          HEDGE_BURST,
          HEDGES_MAX,
          UPSTREAM_LIMIT,
          UPSTREAM_LIMIT_MAX,
          UPSTREAM_URL,
          UPSTREAM_PROTOCOL,
          UPSTREAM_CONNECT_TIMEOUT,
          UPSTREAM_TLS_TRUST,
          UPSTREAM_TLS_CERTIFICATE,
          UPSTREAM_TLS_KEY,
          UPSTREAM_CONNECTIONS_MAX,
          UPSTREAM_STREAMS_MAX,
          UPSTREAM_PENDING_MAX,
          UPSTREAM_IDLE_TIMEOUT,
          UPSTREAM_CONNECTION_AGE_MAX,
          UPSTREAM_PING_TIMEOUT,
          UPSTREAM_CANCEL,
          UPSTREAM_RESETS_MAX,
          UPSTREAM_DRAIN_TIMEOUT,
          UPSTREAM_SEND_DEADLINE,
          TRACING_EXPORTER,
          TRACING_ENDPOINT,
          TRACING_SAMPLE_RATIO,
          TRACING_SERVICE_NAME);

  /** The listener for health, metrics and documentation; never the public one. */
  public record Management(String host, int port) {}

  /** Metrics for Prometheus. */
  public record Metrics(boolean isEnabled) {}

  /**
   * The log, on the standard error.
   *
   * @param successRatio the share of requests without failure to be logged, 0 to 1
   * @param failuresMax of requests that failed to be logged in any second
   */
  public record Log(LogFormat format, LogLevel level, double successRatio, int failuresMax) {}

  /** How a log line is written. */
  public enum LogFormat {
    TEXT,
    JSON
  }

  /** How important a log line is. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /**
   * The connections of callers, and when they are turned away.
   *
   * @param connectionsMax of all
   * @param connectionsPerAddress of one address, or 0 for no limit
   * @param headTimeout of a new one, until its first request is there
   * @param idleTimeout without a request
   * @param readTimeout for reading an answer
   * @param shutdownDelay between readiness going red and the end of taking requests
   */
  public record Callers(
      int connectionsMax,
      int connectionsPerAddress,
      TimeSpan headTimeout,
      TimeSpan idleTimeout,
      TimeSpan readTimeout,
      TimeSpan shutdownDelay) {}

  /**
   * TLS with callers.
   *
   * @param certificate a PEM file, with the chain
   * @param key a PEM file
   */
  public record ServerTls(String certificate, String key) {}

  /** What callers may ask for. */
  public record Request(TimeSpan timeoutMax) {}

  /**
   * How often one caller may ask.
   *
   * @param requests in each window
   * @param window whole seconds
   * @param callerHeader that says who the caller is if a trusted proxy sends it, or null
   * @param callersMax that are remembered
   */
  public record RateLimit(
      int requests,
      TimeSpan window,
      @Nullable String callerHeader,
      Subnets trustedProxies,
      int callersMax) {}

  /** The plan of {@code /api/smart}. */
  public record Smart(TimeSpan hedgeDelay) {}

  /**
   * What is refused so that the rest goes well; numbers are over all event loops.
   *
   * @param requestsMax in flight
   * @param overloadTarget delay of an event loop that is borne
   * @param overloadInterval for how long it must be exceeded
   * @param hedgeBudget hedges that a success pays for, or 0 for no budget
   * @param hedgeBurst hedges that can be saved up
   * @param hedgesMax under way
   * @param upstreamLimitMax attempts under way
   */
  public record Protection(
      int requestsMax,
      boolean isOverloadShed,
      TimeSpan overloadTarget,
      TimeSpan overloadInterval,
      double hedgeBudget,
      int hedgeBurst,
      int hedgesMax,
      UpstreamLimit upstreamLimit,
      int upstreamLimitMax) {}

  /** How attempts under way are limited. */
  public enum UpstreamLimit {
    NONE,
    FIXED,
    /** By how many attempts of a batch the upstream could not bear. */
    ADAPTIVE
  }

  /**
   * The upstream and the way to it.
   *
   * @param url null: a simulated upstream, embedded
   */
  public record Upstream(
      @Nullable UpstreamUrl url,
      Protocol protocol,
      Tls tls,
      Connections connections,
      Cancelling cancelling,
      boolean isDeadlineSent) {}

  /**
   * The connections to the upstream.
   *
   * @param max in each lane, over all event loops
   * @param streamsMax attempts at once on one of HTTP/2
   * @param pendingMax attempts that may wait for one, in each lane, over all event loops
   */
  public record Connections(
      TimeSpan connectTimeout,
      int max,
      int streamsMax,
      int pendingMax,
      TimeSpan idleTimeout,
      TimeSpan connectionAgeMax,
      TimeSpan pingTimeout) {}

  /**
   * What becomes of attempts that nobody waits for.
   *
   * @param resetsMax of streams of one HTTP/2 connection in any 30 seconds
   */
  public record Cancelling(CancelPolicy policy, int resetsMax, TimeSpan drainTimeout) {}

  /**
   * TLS to the upstream.
   *
   * @param trust a PEM file, or null for what the JDK trusts
   * @param certificate a PEM file, or null for none
   * @param key a PEM file; with a certificate only
   */
  public record Tls(@Nullable String trust, @Nullable String certificate, @Nullable String key) {}

  /**
   * Traces.
   *
   * @param endpoint the collector's URL; of no meaning without an exporter
   * @param sampleRatio of the requests whose caller has not decided it, from 0 to 1
   */
  public record Tracing(
      Exporter exporter, String endpoint, double sampleRatio, String serviceName) {}

  /** How traces leave. */
  public enum Exporter {
    /** Not at all: none are made. */
    NONE(""),
    /** OTLP over HTTP, in Protobuf. */
    OTLP("http://localhost:4318/v1/traces"),
    /** Zipkin's JSON, version 2. */
    ZIPKIN("http://localhost:9411/api/v2/spans");

    private final String usualEndpoint;

    Exporter(String usualEndpoint) {
      this.usualEndpoint = usualEndpoint;
    }
  }

  /** What becomes of a loser. */
  public enum CancelPolicy {
    /** It is broken off: the connection on HTTP/1.1, the stream on HTTP/2. */
    ABORT,
    /** Its answer is read to the end and thrown away, within bounds. */
    DRAIN
  }

  /** The protocol spoken to the upstream. */
  public enum Protocol {
    AUTO,
    HTTP1,
    HTTP2
  }

  static Settings of(ParsedSettings values) {
    return new Settings(
        values.get(HOST),
        values.get(PORT),
        values.get(EVENT_LOOPS),
        new Management(values.get(MANAGEMENT_HOST), values.get(MANAGEMENT_PORT)),
        new Metrics(values.get(METRICS_ENABLED)),
        new Log(
            values.get(LOG_FORMAT),
            values.get(LOG_LEVEL),
            values.get(LOG_SUCCESSES),
            values.get(LOG_FAILURES_MAX)),
        new Callers(
            values.get(CALLERS_CONNECTIONS_MAX),
            values.get(CALLERS_CONNECTIONS_PER_ADDRESS),
            values.get(CALLERS_HEAD_TIMEOUT),
            values.get(CALLERS_IDLE_TIMEOUT),
            values.get(CALLERS_READ_TIMEOUT),
            values.get(SHUTDOWN_DELAY)),
        serverTls(values.get(TLS_CERTIFICATE).path(), values.get(TLS_KEY).path()),
        new Request(values.get(REQUEST_TIMEOUT_MAX)),
        values.get(RATE_LIMIT_REQUESTS) == 0
            ? null
            : new RateLimit(
                values.get(RATE_LIMIT_REQUESTS),
                values.get(RATE_LIMIT_WINDOW),
                values.get(RATE_LIMIT_CALLER_HEADER).orElse(null),
                values.get(RATE_LIMIT_TRUSTED_PROXIES),
                values.get(RATE_LIMIT_CALLERS_MAX)),
        new Smart(values.get(SMART_HEDGE_DELAY)),
        new Protection(
            values.get(REQUESTS_MAX),
            values.get(OVERLOAD_SHED),
            values.get(OVERLOAD_TARGET),
            values.get(OVERLOAD_INTERVAL),
            values.get(HEDGE_BUDGET),
            values.get(HEDGE_BURST),
            values.get(HEDGES_MAX),
            values.get(UPSTREAM_LIMIT),
            values.get(UPSTREAM_LIMIT_MAX)),
        new Upstream(
            values.get(UPSTREAM_URL).url(),
            values.get(UPSTREAM_PROTOCOL),
            new Tls(
                values.get(UPSTREAM_TLS_TRUST).path(),
                values.get(UPSTREAM_TLS_CERTIFICATE).path(),
                values.get(UPSTREAM_TLS_KEY).path()),
            new Connections(
                values.get(UPSTREAM_CONNECT_TIMEOUT),
                values.get(UPSTREAM_CONNECTIONS_MAX),
                values.get(UPSTREAM_STREAMS_MAX),
                values.get(UPSTREAM_PENDING_MAX),
                values.get(UPSTREAM_IDLE_TIMEOUT),
                values.get(UPSTREAM_CONNECTION_AGE_MAX),
                values.get(UPSTREAM_PING_TIMEOUT)),
            new Cancelling(
                values.get(UPSTREAM_CANCEL),
                values.get(UPSTREAM_RESETS_MAX),
                values.get(UPSTREAM_DRAIN_TIMEOUT)),
            values.get(UPSTREAM_SEND_DEADLINE)),
        new Tracing(
            values.get(TRACING_EXPORTER),
            values.get(TRACING_ENDPOINT).equals("auto")
                ? values.get(TRACING_EXPORTER).usualEndpoint
                : values.get(TRACING_ENDPOINT),
            values.get(TRACING_SAMPLE_RATIO),
            values.get(TRACING_SERVICE_NAME)));
  }

  private static @Nullable ServerTls serverTls(@Nullable String certificate, @Nullable String key) {
    return certificate == null || key == null ? null : new ServerTls(certificate, key);
  }

  private static TimeSpan parseWholeSeconds(String text) {
    TimeSpan value = TimeSpan.parse(text);
    if (value.millis() < 1000 || value.millis() > 3_600_000 || value.millis() % 1000 != 0) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static Optional<String> parseHeaderName(String text) {
    if (!HEADER_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return text.equals("none") ? Optional.empty() : Optional.of(text);
  }

  private static int parseCapacity(String text, ToIntFunction<Capacity> auto) {
    return text.equals("auto")
        ? auto.applyAsInt(Capacity.ofThisProcess())
        : Setting.parseWholeNumber(text, 1, 1_000_000);
  }

  private static int parseEventLoops(String text) {
    if (text.equals("auto")) {
      return Runtime.getRuntime().availableProcessors();
    }
    return Setting.parseWholeNumber(text, 1, 256);
  }

  /** The value of {@code upstream.url}: a URL, or null for the embedded simulator. */
  record EmbeddedOrUrl(@Nullable UpstreamUrl url) {
    static EmbeddedOrUrl parse(String text) {
      return new EmbeddedOrUrl(text.equals("embedded") ? null : UpstreamUrl.parse(text));
    }
  }
}
