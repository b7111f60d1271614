package io.hedgerow.gateway.testing;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A third-party server from Debian's packages, in front of the simulator or with a site of static
 * files: a child process on loopback with its default limits for clients.
 */
public final class RealServer implements AutoCloseable {
  /** The available servers and how to control each of them. */
  public enum Product {
    NGINX("nginx", "HUP") {
      @Override
      List<String> arguments(Path folder) {
        return List.of("-p", folder.toString(), "-c", "server.conf", "-e", "stderr");
      }

      @Override
      String config(Path folder, int port, Scheme scheme, int upstreamPort) {
        String user = System.getProperty("user.name");
        return """
            daemon off;
            pid nginx.pid;
            %s
            worker_processes 1;
            error_log stderr warn;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              ssl_certificate identity.pem;
              ssl_certificate_key identity.pem;
              upstream simulator {
                server 127.0.0.1:%d;
                keepalive 64;
              }
              server {
                listen 127.0.0.1:%d %s;
                location / {
                  proxy_pass http://simulator;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                }
              }
            }
            """
            .formatted(
                user.equals("root") ? "user root;" : "",
                upstreamPort,
                port,
                scheme == Scheme.HTTPS ? "ssl http2" : "");
      }
    },
    HAPROXY("haproxy", "USR2") {
      @Override
      List<String> arguments(Path folder) {
        return List.of("-W", "-db", "-f", folder.resolve("server.conf").toString());
      }

      @Override
      String config(Path folder, int port, Scheme scheme, int upstreamPort) {
        // Without passing on the listening socket, a reload would reset connections not yet
        // accepted.
        return """
            global
              stats socket %s level admin expose-fd listeners
            defaults
              mode http
              timeout connect 5s
              timeout client 50s
              timeout server 50s
            frontend in
              bind 127.0.0.1:%d %s
              default_backend out
            backend out
              server simulator 127.0.0.1:%d
            """
            .formatted(
                folder.resolve("admin.sock"),
                port,
                scheme == Scheme.HTTPS
                    ? "ssl crt %s alpn h2,http/1.1".formatted(folder.resolve("identity.pem"))
                    : "",
                upstreamPort);
      }
    };

    private final String program;
    private final String reloadSignal;

    Product(String program, String reloadSignal) {
      this.program = program;
      this.reloadSignal = reloadSignal;
    }

    abstract List<String> arguments(Path folder);

    abstract String config(Path folder, int port, Scheme scheme, int upstreamPort);

    /** Debian's server programs are only on root's PATH. */
    private Path find() {
      return Stream.concat(
              Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
          .map(folder -> Path.of(folder, program))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(
              () ->
                  new AssertionError(
                      "no %s here (Debian: apt install %s)".formatted(program, program)));
    }
  }

  /** HTTP/1.1 without TLS, or HTTP/2 over TLS, negotiated by ALPN. */
  public enum Scheme {
    HTTP,
    HTTPS
  }

  private final Product product;
  private final Path folder;
  private final Scheme scheme;
  private final int port;
  private Process process;

  private RealServer(Product product, Path folder, Scheme scheme, int port) throws IOException {
    this.product = product;
    this.folder = folder;
    this.scheme = scheme;
    this.port = port;
    this.process = launch();
  }

  /** Starts a server with its files in the folder and waits until it listens. */
  public static RealServer start(Product product, Path folder, Scheme scheme, Simulator simulator)
      throws IOException {
    SelfSignedCertificate identity = SelfSignedCertificate.create();
    Files.writeString(
        folder.resolve("identity.pem"), identity.certificatePem() + identity.keyPem());
    Files.writeString(folder.resolve("trust.pem"), identity.certificatePem());
    int port = RunningGateway.freePort();
    Files.writeString(
        folder.resolve("server.conf"), product.config(folder, port, scheme, simulator.port()));
    return new RealServer(product, folder, scheme, port);
  }

  /** Starts nginx with a site of static files, those in the folder {@code site}, over HTTP/1.1. */
  public static RealServer startSite(Path folder) throws IOException {
    int port = RunningGateway.freePort();
    String user = System.getProperty("user.name");
    Files.writeString(
        folder.resolve("server.conf"),
        """
        daemon off;
        pid nginx.pid;
        %s
        worker_processes 1;
        error_log stderr warn;
        events {}
        http {
          access_log off;
          include /etc/nginx/mime.types;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          gzip on;
          gzip_min_length 1;
          gzip_types text/css;
          server {
            listen 127.0.0.1:%d;
            root site;
          }
        }
        """
            .formatted(user.equals("root") ? "user root;" : "", port));
    return new RealServer(Product.NGINX, folder, Scheme.HTTP, port);
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  public String url() {
    return (scheme == Scheme.HTTPS ? "https" : "http") + "://127.0.0.1:" + port + "/api/work";
  }

  /** Its certificate, as a PEM file. */
  public Path trust() {
    return folder.resolve("trust.pem");
  }

  /**
   * Reloads its configuration, as an operator does, and waits until the old processes have ended,
   * that is, until their last connection is closed.
   */
  public void reload() throws Exception {
    List<ProcessHandle> before = process.children().toList();
    assertThat(before).isNotEmpty();
    Signals.send(product.reloadSignal, List.of(process.toHandle()));
    assertEventually(() -> before.stream().filter(ProcessHandle::isAlive).count(), 0L);
    assertThat(process.isAlive()).isTrue();
  }

  /** Sends all its processes a signal, such as STOP. */
  public void signal(String name) throws IOException {
    // The parent first, because it would replace children that have ended.
    Signals.send(name, Stream.concat(Stream.of(process.toHandle()), process.children()).toList());
  }

  /** Stops it with all its connections, starts it again, and waits until it listens. */
  public void restart() throws Exception {
    close();
    process = launch();
  }

  @Override
  public void close() {
    List<ProcessHandle> workers = process.children().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        workers.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(product.program + ": does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Process launch() throws IOException {
    Path log = folder.resolve("log");
    Process started =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(product.find().toString()), product.arguments(folder).stream())
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    assertEventually(() -> !started.isAlive() || isListening(), true);
    assertThat(started.isAlive()).as("%s, which wrote: %s", product, read(log)).isTrue();
    return started;
  }

  private boolean isListening() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String read(Path log) throws IOException {
    return Files.readString(log);
  }
}
