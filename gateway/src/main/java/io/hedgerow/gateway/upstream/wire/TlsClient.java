package io.hedgerow.gateway.upstream.wire;

import io.hedgerow.gateway.settings.Pem;
import io.hedgerow.gateway.settings.PemIdentity;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamSettings.Protocol;
import io.hedgerow.gateway.settings.UpstreamTlsSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The client side of TLS to one upstream: certificates, and the protocols offered (ALPN, RFC 7301).
 * Immutable; any thread may use it.
 */
public final class TlsClient {
  private final SslContext context;

  private TlsClient(SslContext context) {
    this.context = context;
  }

  /**
   * TLS with the files that the settings name; null for an upstream without TLS. Reads files, so it
   * blocks.
   *
   * @throws IllegalArgumentException if a file is missing or unusable; the message is one line
   */
  public static @Nullable TlsClient of(UpstreamSettings settings) {
    UpstreamUrl url = settings.url();
    return url != null && url.isTls()
        ? new TlsClient(context(settings.tls(), settings.protocol()))
        : null;
  }

  /** The TLS implementation: BoringSSL where it loads, otherwise the JDK. */
  public static String engine() {
    return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK";
  }

  /** A handler for a new connection. */
  SslHandler newHandler(ByteBufAllocator buffers, UpstreamUrl url) {
    return context.newHandler(buffers, url.host(), url.port());
  }

  private static SslContext context(UpstreamTlsSettings settings, Protocol protocol) {
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
    try {
      String trust = settings.trust();
      if (trust != null) {
        builder.trustManager(Pem.readCertificates(trust));
      }
      PemIdentity identity = settings.identity();
      if (identity != null) {
        builder.keyManager(
            Pem.readPrivateKey(identity.key()), Pem.readCertificates(identity.certificate()));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException("TLS: " + e.getMessage(), e);
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
