package io.hedgerow.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayProcessTest {
  @TempDir private Path folder;

  @Test
  void gateway_started_isReadyAndHasUsedTimeAndMemory() throws Exception {
    try (GatewayProcess gateway =
        GatewayProcess.start("http://127.0.0.1:9/", List.of("--event-loops=1"))) {
      connect(gateway.port());
      connect(gateway.managementPort());
      assertThat(gateway.cpu()).isPositive();
      ProcessUsage usage = gateway.usage();
      assertThat(usage.residentBytes()).isBetween(30_000_000L, 2_000_000_000L);
      assertThat(usage.peakBytes()).isGreaterThanOrEqualTo(usage.residentBytes());
    }
  }

  @Test
  void gateway_thatDoesNotStart_isReportedWithItsOutput() {
    assertThatThrownBy(() -> GatewayProcess.start("nonsense", List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("upstream.url: nonsense");
  }

  @Test
  void usage_includesChildProcesses() throws Exception {
    // tail keeps its only line, of 50 MB, in memory, because nobody reads its output.
    String pipeline = "head -c 50000000 /dev/zero | tail -n 1 | sleep 60; :";
    try (ServerProcess process =
        ServerProcess.start(List.of("sh", "-c", pipeline), folder.resolve("output"))) {
      long limitNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (process.usage().residentBytes() < 50_000_000) {
        assertThat(System.nanoTime()).isLessThan(limitNanos);
      }
    }
  }

  private static void connect(int port) throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }
}
