package io.hedgerow.gateway.inbound;

import io.hedgerow.gateway.settings.PemIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS with callers: the server's TLS options, and the reload of its certificate when the files
 * change. One for all event loops, because they share a server. Immutable. The files are read on
 * worker threads.
 */
public final class CallerTls {
  private static final Logger LOG = LoggerFactory.getLogger(CallerTls.class);

  private final Vertx vertx;
  private final PemIdentity files;
  private final List<FileTime> timesAtStart;

  public CallerTls(Vertx vertx, PemIdentity files) {
    this.vertx = vertx;
    this.files = files;
    // Taken before the server reads the files, so that no change is missed.
    this.timesAtStart = times(files);
  }

  /** TLS 1.2 and 1.3. The server reads the files when it starts to listen. */
  public ServerSSLOptions options() {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    options.setUseAlpn(true);
    options.setKeyCertOptions(
        new PemKeyCertOptions().addCertPath(files.certificate()).addKeyPath(files.key()));
    return options;
  }

  /**
   * Checks the files periodically and updates the server, and with it all servers that share its
   * port. Call it once.
   */
  public void follow(HttpServer server, long periodMillis) {
    AtomicReference<List<FileTime>> seen = new AtomicReference<>(timesAtStart);
    vertx.setPeriodic(periodMillis, _ -> look(server, seen));
  }

  private void look(HttpServer server, AtomicReference<List<FileTime>> seen) {
    vertx
        .executeBlocking(() -> times(files))
        .compose(
            times -> {
              if (times.equals(seen.getAndSet(times))) {
                return Future.succeededFuture(false);
              }
              return server
                  .updateSSLOptions(options(), true)
                  .onSuccess(_ -> LOG.info("tls.certificate: {} is in use", files.certificate()));
            })
        .onFailure(
            e -> LOG.warn("tls.certificate: not reloaded, the old one stays in use: {}", why(e)));
  }

  /** Empty if a file is missing, for example while it is being replaced. */
  private static List<FileTime> times(PemIdentity files) {
    try {
      return List.of(
          Files.getLastModifiedTime(Path.of(files.certificate())),
          Files.getLastModifiedTime(Path.of(files.key())));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String why(Throwable e) {
    return e.getCause() == null ? e.toString() : e.getCause().toString();
  }
}
