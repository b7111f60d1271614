package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole, checked configuration of a gateway. Each section declares its keys; command line,
 * environment, file and documentation all use these declarations.
 *
 * @param cors null to let no web page of another origin read answers
 * @param rateLimit null for none
 * @param hedge the budget for hedges, or null for none
 * @param overload null to shed nothing
 * @param tracing null for no traces
 */
public record Settings(
    ServerSettings server,
    TlsSettings tls,
    ManagementSettings management,
    ConsoleSettings console,
    CallerSettings callers,
    RequestSettings request,
    @Nullable CorsSettings cors,
    @Nullable RateLimitSettings rateLimit,
    SmartSettings smart,
    @Nullable HedgeSettings hedge,
    @Nullable OverloadSettings overload,
    RoutesSettings routes,
    UpstreamSettings upstream,
    EmbeddedSettings embedded,
    MetricsSettings metrics,
    LogSettings log,
    @Nullable TracingSettings tracing) {
  /** In the order of the documentation. */
  static final List<Section<?>> SECTIONS =
      List.of(
          ServerSettings.SECTION,
          TlsSettings.SECTION,
          ManagementSettings.SECTION,
          ConsoleSettings.SECTION,
          CallerSettings.SECTION,
          RequestSettings.SECTION,
          CorsSettings.SECTION,
          RateLimitSettings.SECTION,
          SmartSettings.SECTION,
          HedgeSettings.SECTION,
          OverloadSettings.SECTION,
          RoutesSettings.SECTION,
          UpstreamSettings.SECTION,
          EmbeddedSettings.SECTION,
          MetricsSettings.SECTION,
          LogSettings.SECTION,
          TracingSettings.SECTION);

  /** Every key, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      SECTIONS.stream().<Setting<?>>flatMap(section -> section.settings().stream()).toList();

  /** Combines the sections, all of which have been read. */
  static Settings from(Values values) {
    return new Settings(
        values.get(ServerSettings.SECTION),
        values.get(TlsSettings.SECTION),
        values.get(ManagementSettings.SECTION),
        values.get(ConsoleSettings.SECTION),
        values.get(CallerSettings.SECTION),
        values.get(RequestSettings.SECTION),
        values.get(CorsSettings.SECTION),
        values.get(RateLimitSettings.SECTION),
        values.get(SmartSettings.SECTION),
        values.get(HedgeSettings.SECTION),
        values.get(OverloadSettings.SECTION),
        values.get(RoutesSettings.SECTION),
        values.get(UpstreamSettings.SECTION),
        values.get(EmbeddedSettings.SECTION),
        values.get(MetricsSettings.SECTION),
        values.get(LogSettings.SECTION),
        values.get(TracingSettings.SECTION));
  }
}
