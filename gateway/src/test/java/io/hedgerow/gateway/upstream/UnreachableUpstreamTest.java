package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.UpstreamSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Upstreams that cannot be connected to. */
final class UnreachableUpstreamTest {
  /** Short, but long enough to create the first TLS engine of a cold JVM. */
  private static final UpstreamSettings BRIEF_CONNECT = ClientBench.settings(500, 60_000, 60_000);

  @Test
  void portThatNobodyListensOn_isRefused() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertUnreachable(
        ClientBench.settings(), "http://127.0.0.1:" + port + "/", "connection refused");
  }

  @Test
  void nameThatDoesNotExist_isNotResolved() {
    assertUnreachable(ClientBench.settings(), "http://no-such-host.invalid/", "name not resolved");
  }

  @Test
  void connectionThatDoesNotCome_timesOut() throws IOException {
    try (DeafUpstream deaf = new DeafUpstream()) {
      assertUnreachable(BRIEF_CONNECT, deaf.url(), "no connection within the connect timeout");
    }
  }

  @Test
  void httpsToAPortWithoutTls_failsTheHandshake() throws IOException {
    try (RawUpstream plain =
        new RawUpstream(connection -> connection.write("HTTP/1.1 400 No\r\n\r\n").awaitEnd())) {
      assertUnreachable(
          ClientBench.settings(), plain.url().replace("http:", "https:"), "TLS handshake failed");
    }
  }

  @Test
  void httpsToAServerThatSaysNothing_failsTheHandshakeAfterTheConnectTimeout() throws IOException {
    try (RawUpstream silent = new RawUpstream(RawUpstream.Connection::awaitEnd)) {
      assertUnreachable(
          BRIEF_CONNECT, silent.url().replace("http:", "https:"), "TLS handshake failed");
    }
  }

  @Test
  void httpsToAServerThatHangsUp_isUnreachable() throws IOException {
    try (RawUpstream rude = new RawUpstream(RawUpstream.Connection::reset)) {
      try (ClientBench bench = ClientBench.of(rude.url().replace("http:", "https:"))) {
        assertThat(bench.ask()).startsWith("1 unreachable: ");
        bench.assertAtRest();
      }
    }
  }

  private static void assertUnreachable(UpstreamSettings settings, String url, String detail) {
    try (ClientBench bench = new ClientBench(settings, url)) {
      assertThat(bench.ask()).isEqualTo("1 unreachable: " + detail);
      bench.assertAtRest();
      assertThat(bench.idle()).isZero();
      assertThat(bench.retried()).isZero();
    }
  }
}
