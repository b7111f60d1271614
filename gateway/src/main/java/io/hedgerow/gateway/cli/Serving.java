package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.StartFailure;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.TracingSettings;
import io.hedgerow.simulator.Simulator;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the gateway, says where it is, and leaves it to {@link GracefulShutdown} to stop it. */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private static final Duration PRINT_LIMIT = Duration.ofSeconds(1);
  private static final int CANNOT_SERVE = 1;
  private static final int USAGE_ERROR = 2;

  private Serving() {}

  /**
   * Serves until the process is told to stop, or tells why it cannot.
   *
   * @param program what messages begin with
   * @return the exit status, 0 if it serves
   */
  static int run(String program, ServeOptions options, PrintWriter out, PrintWriter err) {
    EffectiveSettings effective;
    Gateway gateway;
    try {
      effective =
          EffectiveSettings.load(
              options.values(), System.getenv(), options.file(), options.problems());
      Logging.apply(effective.settings().log());
      gateway = Gateway.start(effective.settings());
    } catch (InvalidSettings e) {
      err.println(e.getMessage());
      return USAGE_ERROR;
    } catch (StartFailure e) {
      LOG.debug("cannot start", e);
      err.println(program + ": " + e.getMessage());
      return CANNOT_SERVE;
    }
    GracefulShutdown.install(
        () -> {
          printWithoutHanging(
              out,
              "Stopping: no new requests, those in flight end by their timeout; Ctrl-C again ends"
                  + " them now.");
          gateway.close();
          Logging.stop();
          printWithoutHanging(out, "Stopped.");
        });
    print(out, effective, gateway);
    return 0;
  }

  /** Gives up after a second: a pipe that nobody reads blocks whoever writes to it. */
  private static void printWithoutHanging(PrintWriter out, String line) {
    Thread printer = Thread.ofPlatform().daemon().start(() -> out.println(line));
    try {
      printer.join(PRINT_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(PrintWriter out, EffectiveSettings effective, Gateway gateway) {
    Settings settings = effective.settings();
    out.println("Configuration:");
    effective.values().forEach(line -> out.println("  " + line));
    out.println();
    out.printf(
        "Hedgerow %s on Java %s, %d event loop%s, %s%n",
        Version.number(),
        Runtime.version().feature(),
        settings.server().eventLoops(),
        settings.server().eventLoops() == 1 ? "" : "s",
        gateway.isTransportNative() ? "epoll" : "portable transport");
    String api =
        address(
            settings.tls().identity() == null ? "http" : "https",
            settings.server().host(),
            gateway.port());
    String management = address("http", settings.management().host(), gateway.managementPort());
    out.println("  API         " + api + "/api/all, first, within-timeout, smart");
    out.println("  Management  " + management + "/docs, /health/live, /health/ready, /metrics");
    out.printf(
        "  Limits      %d requests in flight; more get 503 overloaded; %d connections of callers%n",
        settings.request().inFlightMax(), settings.callers().connectionsMax());
    out.println("  Upstream    " + upstream(settings, gateway));
    TracingSettings tracing = settings.tracing();
    if (tracing != null) {
      out.println("  Traces      " + traces(tracing));
    }
    out.println();
    out.println("Try:           curl -i '" + api + "/api/smart?timeout=1000'");
    if (gateway.simulator() != null) {
      out.println("Your upstream: ./hedgerow --upstream.url=https://host/api/work");
    }
    out.println("Stop:          Ctrl-C");
    out.flush();
  }

  private static String upstream(Settings settings, Gateway gateway) {
    Simulator simulator = gateway.simulator();
    String tls = gateway.tlsEngine();
    return simulator == null
        ? settings.upstream().url() + (tls == null ? "" : " (TLS by " + tls + ")")
        : "simulated, embedded: "
            + simulator.url()
            + " ("
            + SimulateUpstreamCommand.describe(Gateway.EMBEDDED)
            + ")";
  }

  /** Such as {@code zipkin http://localhost:9411/api/v2/spans, 10 % of requests}. */
  static String traces(TracingSettings tracing) {
    String percent =
        BigDecimal.valueOf(tracing.sampleRatio())
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString();
    String exporter = tracing.exporter().name().toLowerCase(Locale.ROOT);
    return "%s %s, %s %% of requests".formatted(exporter, tracing.endpoint(), percent);
  }

  private static String address(String scheme, String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0", "::" -> "localhost";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    return scheme + "://" + reachable + ":" + port;
  }
}
