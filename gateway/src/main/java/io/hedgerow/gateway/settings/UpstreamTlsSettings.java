package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS to an https upstream.
 *
 * @param trust a PEM file of trusted certificates, or null to use those of the JDK
 * @param identity the client certificate and key for an upstream that asks for one, or null
 */
public record UpstreamTlsSettings(@Nullable String trust, @Nullable PemIdentity identity) {
  static final Setting<@Nullable String> TRUST =
      Pem.certificates(
          "upstream.tls.trust",
          "system",
          "Certificates trusted for an https upstream; system uses those of the JDK");
  static final Setting<@Nullable String> CERTIFICATE =
      Pem.certificates(
          "upstream.tls.certificate",
          "none",
          "Client certificate shown to an https upstream; requires upstream.tls.key");
  static final Setting<@Nullable String> KEY =
      Pem.privateKey("upstream.tls.key", "Private key of upstream.tls.certificate");

  static final List<Setting<?>> SETTINGS = List.of(TRUST, CERTIFICATE, KEY);

  void into(Values values) {
    values.put(TRUST, trust);
    values.put(CERTIFICATE, identity == null ? null : identity.certificate());
    values.put(KEY, identity == null ? null : identity.key());
  }

  static UpstreamTlsSettings from(Values values) {
    return new UpstreamTlsSettings(values.get(TRUST), PemIdentity.from(values, CERTIFICATE, KEY));
  }
}
