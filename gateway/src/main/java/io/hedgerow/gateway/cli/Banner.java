package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.reload.RoutesState;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.EffectiveValue;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.TracingSettings;
import io.hedgerow.simulator.Simulator;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Announces a started gateway: its addresses, the settings that differ from their defaults, and
 * commands to try.
 */
final class Banner {
  private static final int ROUTES_SHOWN = 8;
  private static final String BUILT_IN_PATHS = "/api/all, first, within-timeout, smart";

  private final Settings settings;
  private final List<EffectiveValue> changes;
  private final Gateway gateway;

  Banner(EffectiveSettings effective, Gateway gateway) {
    this.settings = effective.settings();
    this.changes = effective.changes();
    this.gateway = gateway;
  }

  /**
   * Prints the announcement. Its last line starts with "Stop:", so that scripts can wait for it.
   */
  void print(PrintWriter out) {
    int eventLoops = settings.server().eventLoops();
    String routes = routes();
    out.printf(
        "Hedgerow %s on Java %s, %d event loop%s, %s%n",
        Version.number(),
        Runtime.version().feature(),
        eventLoops,
        eventLoops == 1 ? "" : "s",
        gateway.isTransportNative() ? "epoll" : "portable transport");
    out.println("  API         " + api() + (routes == null ? BUILT_IN_PATHS : ""));
    if (routes != null) {
      out.println("  Routes      " + routes);
    }
    if (settings.console().isEnabled()) {
      out.println("  Console     " + management() + "/");
    }
    out.println(
        "  Management  "
            + management()
            + "/manual/, /docs, /health/ready, /metrics, /routes, /replicas");
    out.printf(
        "  Limits      %d requests in flight, %d caller connections%n",
        gateway.inFlightMax(), settings.callers().connectionsMax());
    out.println("  Upstream    " + upstream());
    TracingSettings tracing = settings.tracing();
    if (tracing != null) {
      out.println("  Traces      " + traces(tracing));
    }
    String label = "  Settings    ";
    for (EffectiveValue change : changes) {
      out.println(label + change);
      label = " ".repeat(label.length());
    }
    out.println();
    if (routes == null) {
      out.println("Try:           curl -i '" + api() + "/api/smart?timeout=1000'");
      out.println("               ./hedgerow explain '" + api() + "/api/smart?timeout=1000'");
    } else {
      out.println("All routes:    curl " + management() + "/routes");
    }
    if (!gateway.simulators().isEmpty()) {
      out.println("Your upstream: ./hedgerow --upstream.url=https://host/api/work");
    }
    out.println("All settings:  ./hedgerow config, with the same options");
    out.println("Stop:          Ctrl-C");
    out.flush();
  }

  /** Logs the announcement in one line. */
  void log(Logger log) {
    log.atInfo()
        .addKeyValue("hedgerow_version", Version.number())
        .addKeyValue("api", api())
        .addKeyValue("management", management())
        .addKeyValue("routes", routes() == null ? "built in" : routes())
        .addKeyValue("upstream", upstream())
        .addKeyValue("settings", String.join(", ", changes.stream().map(Object::toString).toList()))
        .log("ready");
  }

  private String api() {
    String scheme = settings.tls().identity() == null ? "http" : "https";
    return address(scheme, settings.server().host(), gateway.port());
  }

  private String management() {
    return address("http", settings.management().host(), gateway.managementPort());
  }

  /** The file of the routes and their names, or null for the built-in ones. */
  private @Nullable String routes() {
    RoutesState state = gateway.routes();
    List<Route> routes = state.routes().routes();
    String names =
        routes.stream().limit(ROUTES_SHOWN).map(Route::name).collect(Collectors.joining(", "));
    return state.file() == null
        ? null
        : "%s (%s): %s%s"
            .formatted(
                state.file(), state.hash(), names, routes.size() > ROUTES_SHOWN ? ", …" : "");
  }

  private String upstream() {
    List<Simulator> simulators = gateway.simulators();
    String tls = gateway.tlsEngine();
    return simulators.isEmpty()
        ? settings.upstream().url() + (tls == null ? "" : " (TLS by " + tls + ")")
        : "simulated, embedded: %s%s (%s)"
            .formatted(
                simulators.getFirst().url(),
                simulators.size() == 1
                    ? ""
                    : " and %d more replicas".formatted(simulators.size() - 1),
                SimulateUpstreamCommand.describe(Gateway.EMBEDDED));
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
