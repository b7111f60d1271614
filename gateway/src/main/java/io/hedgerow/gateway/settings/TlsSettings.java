package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the API's listener.
 *
 * @param identity the server's certificate and key, or null for plain HTTP
 */
public record TlsSettings(@Nullable PemIdentity identity) {
  static final Setting<@Nullable String> CERTIFICATE =
      Pem.certificates(
          "tls.certificate",
          "none",
          "Certificate chain of the API, reloaded when the file changes; requires tls.key");
  static final Setting<@Nullable String> KEY =
      Pem.privateKey("tls.key", "Private key of tls.certificate");

  static final Section<TlsSettings> SECTION =
      new Section<>(
          List.of(CERTIFICATE, KEY),
          values -> new TlsSettings(PemIdentity.from(values, CERTIFICATE, KEY)));
}
