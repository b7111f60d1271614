package io.hedgerow.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway ignores upgrade requests and answers over HTTP/1.1. */
final class UpgradeTest {
  private static final String HEAD = "GET /api/first?timeout=30000 HTTP/1.1\r\nHost: h\r\n";

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: h2c\r\nContent-Length: 5\r\n\r\nhello",
        "Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 5\r\n\r\nhello",
        "Upgrade: H2C\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nContent-Length: 5\r\n\r\nhello"
      })
  void upgrade_withABody_isRefusedForItsBody(String rest) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(HEAD + rest);

      caller.read().assertProblem(413, "body-not-accepted");
      assertThat(caller.readToEnd()).isEmpty();
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: h2c",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAA"
      })
  void upgrade_withoutABody_isAnsweredOverHttp1(String headers) throws Exception {
    GATEWAY.always("ok@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(HEAD + headers + "\r\n\r\n").read().assertOk("{\"time\": 0}");
      caller.send(HEAD + headers + "\r\n\r\n").read().assertOk("{\"time\": 0}");
    }
  }
}
