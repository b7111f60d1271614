package io.hedgerow.gateway.upstream.wire;

import io.hedgerow.gateway.settings.PemIdentity;
import io.hedgerow.gateway.settings.UpstreamSettings.Protocol;
import io.hedgerow.gateway.settings.UpstreamTlsSettings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.util.List;
import javax.net.ssl.SSLException;

/** Our side of TLS to an upstream: certificates, and the protocols offered (ALPN, RFC 7301). */
public final class TlsClient {
  private TlsClient() {}

  /** The TLS implementation: BoringSSL where it loads, otherwise the JDK. */
  public static String engine() {
    return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK";
  }

  static SslContext context(UpstreamTlsSettings settings, Protocol protocol) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .endpointIdentificationAlgorithm("HTTPS")
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    offered(protocol)));
    String trust = settings.trust();
    if (trust != null) {
      builder.trustManager(new File(trust));
    }
    PemIdentity identity = settings.identity();
    if (identity != null) {
      builder.keyManager(new File(identity.certificate()), new File(identity.key()));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS to the upstream: " + e.getMessage(), e);
    }
  }

  private static List<String> offered(Protocol protocol) {
    return switch (protocol) {
      case HTTP1 -> List.of(ApplicationProtocolNames.HTTP_1_1);
      case HTTP2 -> List.of(ApplicationProtocolNames.HTTP_2);
      case AUTO -> List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
    };
  }
}
