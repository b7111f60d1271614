package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A wish to upgrade to h2c: behind one that cannot be met Vert.x keeps what comes in the body, so a
 * request with a body must not get that far.
 */
class UpgradeTest {
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
      caller.send("GET /api/first?timeout=30000 HTTP/1.1\r\nHost: h\r\n" + rest);

      caller.read().assertProblem(413, "body-not-accepted");
      assertThat(caller.readToEnd()).isEmpty();
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void upgrade_withoutABody_isMade() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send("GET /api/first?timeout=30000 HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n");
      caller.send("Connection: Upgrade, HTTP2-Settings\r\n");
      caller.send("HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

      assertThat(caller.readHead().status()).isEqualTo(101);
    }
  }
}
