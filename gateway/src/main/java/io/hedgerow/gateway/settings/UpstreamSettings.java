package io.hedgerow.gateway.settings;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An upstream: where it is, and how to connect to it and use it.
 *
 * @param replicas where its replicas are
 * @param limit the limit on attempts in flight, or null for none
 * @param isDeadlineSent whether the remaining time is sent to the upstream
 */
public record UpstreamSettings(
    ReplicaSettings replicas,
    Protocol protocol,
    UpstreamTlsSettings tls,
    ConnectionSettings connections,
    CancelSettings cancelling,
    @Nullable LimitSettings limit,
    boolean isDeadlineSent) {
  /** The URL of its first replica; null for the embedded simulator. */
  public @Nullable UpstreamUrl url() {
    return replicas.urls().isEmpty() ? null : replicas.urls().getFirst();
  }

  /** These settings with one replica at another URL. */
  public UpstreamSettings withUrl(UpstreamUrl url) {
    return withReplicas(ReplicaSettings.listed(List.of(url)));
  }

  /** These settings with other replicas. */
  public UpstreamSettings withReplicas(ReplicaSettings replicas) {
    return new UpstreamSettings(
        replicas, protocol, tls, connections, cancelling, limit, isDeadlineSent);
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
          "Protocol to the upstream; auto negotiates it over TLS (ALPN) and uses"
              + " HTTP/1.1 without TLS");
  static final Setting<Boolean> SEND_DEADLINE =
      Setting.flag(
          "upstream.send-deadline",
          "true",
          "Whether to send the remaining time to the upstream, in the header"
              + " Hedgerow-Deadline-Ms");

  /** All keys except the URL. */
  static final Section<UpstreamSettings> WITHOUT_URL =
      new Section<>(
          Stream.of(
                  List.<Setting<?>>of(PROTOCOL, SEND_DEADLINE),
                  UpstreamTlsSettings.SETTINGS,
                  ConnectionSettings.SETTINGS,
                  CancelSettings.SETTINGS,
                  LimitSettings.SETTINGS)
              .<Setting<?>>flatMap(List::stream)
              .toList(),
          UpstreamSettings::from);

  static final Section<UpstreamSettings> SECTION =
      new Section<>(
          Stream.<Setting<?>>concat(Stream.of(URL), WITHOUT_URL.settings().stream()).toList(),
          values -> {
            UpstreamUrl url = values.get(URL);
            return url == null ? from(values) : from(values).withUrl(url);
          });

  /** Sets the values of all keys except the URL. */
  void into(Values values) {
    values.put(PROTOCOL, protocol);
    values.put(SEND_DEADLINE, isDeadlineSent);
    tls.into(values);
    connections.into(values);
    cancelling.into(values);
    LimitSettings.into(values, limit);
  }

  private static UpstreamSettings from(Values values) {
    return new UpstreamSettings(
        ReplicaSettings.embedded(),
        values.get(PROTOCOL),
        UpstreamTlsSettings.from(values),
        ConnectionSettings.from(values),
        CancelSettings.from(values),
        LimitSettings.from(values),
        values.get(SEND_DEADLINE));
  }
}
