package io.hedgerow.gateway.settings;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The upstream and how it is reached.
 *
 * @param url null for a simulated upstream in this process
 * @param limit on attempts in flight, or null for none
 * @param isDeadlineSent whether the remaining time is sent to the upstream
 */
public record UpstreamSettings(
    @Nullable UpstreamUrl url,
    Protocol protocol,
    UpstreamTlsSettings tls,
    ConnectionSettings connections,
    CancelSettings cancelling,
    @Nullable LimitSettings limit,
    boolean isDeadlineSent) {
  /** These settings with another URL. */
  public UpstreamSettings withUrl(UpstreamUrl url) {
    return new UpstreamSettings(url, protocol, tls, connections, cancelling, limit, isDeadlineSent);
  }

  /** The protocol spoken to the upstream. */
  public enum Protocol {
    AUTO,
    HTTP1,
    HTTP2
  }

  static final Setting<@Nullable UpstreamUrl> URL =
      Setting.url(
              "upstream.url",
              "embedded",
              "URL of the upstream, such as https://host/api/work; embedded starts a simulated one")
          .orNone("embedded");
  static final Setting<Protocol> PROTOCOL =
      Setting.choice(
          "upstream.protocol",
          "auto",
          Protocol.class,
          "Protocol spoken to the upstream; auto negotiates over TLS and is HTTP/1.1 without TLS");
  static final Setting<Boolean> SEND_DEADLINE =
      Setting.flag(
          "upstream.send-deadline",
          "true",
          "Whether to send the remaining time to the upstream, in the header"
              + " Hedgerow-Deadline-Ms");

  static final Section<UpstreamSettings> SECTION =
      new Section<>(
          Stream.of(
                  List.<Setting<?>>of(URL, PROTOCOL, SEND_DEADLINE),
                  UpstreamTlsSettings.SETTINGS,
                  ConnectionSettings.SETTINGS,
                  CancelSettings.SETTINGS,
                  LimitSettings.SETTINGS)
              .<Setting<?>>flatMap(List::stream)
              .toList(),
          UpstreamSettings::from);

  void into(Values values) {
    values.put(URL, url);
    values.put(PROTOCOL, protocol);
    values.put(SEND_DEADLINE, isDeadlineSent);
    tls.into(values);
    connections.into(values);
    cancelling.into(values);
    LimitSettings.into(values, limit);
  }

  private static UpstreamSettings from(Values values) {
    return new UpstreamSettings(
        values.get(URL),
        values.get(PROTOCOL),
        UpstreamTlsSettings.from(values),
        ConnectionSettings.from(values),
        CancelSettings.from(values),
        LimitSettings.from(values),
        values.get(SEND_DEADLINE));
  }
}
