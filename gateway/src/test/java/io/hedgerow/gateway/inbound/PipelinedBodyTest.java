package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;

import io.hedgerow.gateway.testing.LeakReports;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.gateway.testing.TlsTrust;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A body pipelined behind a request in flight: Vert.x queues its buffers and does not release them
 * when the caller hangs up.
 */
final class PipelinedBodyTest {
  private static final String REQUESTS =
      RawCaller.head("GET", "/api/first?timeout=30000")
          + "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\n\r\nhello";

  @Test
  void body_whenTheCallerLeaves_isReleased() throws Exception {
    try (RunningGateway gateway = RunningGateway.start()) {
      assertReleased(gateway, gateway::newCaller);
    }
  }

  @Test
  void body_overTlsWhenTheCallerLeaves_isReleased(@TempDir Path folder) throws Exception {
    SelfSignedCertificate identity = SelfSignedCertificate.create();
    Path certificate = Files.writeString(folder.resolve("c.pem"), identity.certificatePem());
    Path key = Files.writeString(folder.resolve("k.pem"), identity.keyPem());
    try (RunningGateway gateway =
        RunningGateway.start("tls.certificate=" + certificate, "tls.key=" + key)) {
      assertReleased(
          gateway,
          () ->
              new RawCaller(
                  TlsTrust.only(identity)
                      .getSocketFactory()
                      .createSocket(InetAddress.getLoopbackAddress(), gateway.gateway().port())));
    }
  }

  private static void assertReleased(RunningGateway gateway, Callable<RawCaller> connect)
      throws Exception {
    gateway.always("hang@0ms");
    for (int i = 0; i < 20; i++) {
      try (RawCaller caller = connect.call()) {
        caller.send(REQUESTS);
        assertEventually(() -> gateway.counts().working(), 3L);
      }
      assertEventually(() -> gateway.counts().working(), 0L);
    }
    assertEventually(() -> gateway.gateway().load().callers().connections(), 0);
    LeakReports.assertNone();
  }
}
