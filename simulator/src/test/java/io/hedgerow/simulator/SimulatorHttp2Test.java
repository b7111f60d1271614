package io.hedgerow.simulator;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On HTTP/2 without TLS (h2c), a fault ends its stream and leaves the connection to the others. */
final class SimulatorHttp2Test {
  private Simulator simulator;
  private HttpClient client;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.defaults());
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    client.close();
    simulator.close();
  }

  @Test
  void ok_twice_sharesTheConnection() throws Exception {
    assertProperAnswer();
    assertProperAnswer();

    assertThat(simulator.counts()).isEqualTo(new Counts(2, 2, 0));
    assertThat(simulator.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 302, 304, 503})
  void badStatus_always_keepsTheConnection(int status) throws Exception {
    assertThat(get("status:" + status).statusCode()).isEqualTo(status);

    assertProperAnswer();
    assertThat(simulator.counts()).isEqualTo(new Counts(2, 2, 0));
    assertThat(simulator.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65_536, 16 * 1024 * 1024})
  void oversized_aboveTheFlowControlWindow_arrivesWhole(int bytes) throws Exception {
    assertThat(get("oversized:" + bytes).body()).hasSize(bytes).startsWith("{\"time\": 1, ");

    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  @Test
  void badBody_anyText_isSentAsItIs() throws Exception {
    assertThat(get("body:%5B1%5D").body()).isEqualTo("[1]");
    assertThat(get("body:").body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset-before", "reset-inside", "truncate"})
  void brokenAnswer_always_endsTheStreamOnly(String fault) throws Exception {
    assertProperAnswer();

    assertThatIOException().isThrownBy(() -> get(fault)).withMessageContaining("RST_STREAM");

    assertProperAnswer();
    assertThat(simulator.counts()).isEqualTo(new Counts(3, 3, 0));
    assertThat(simulator.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"close-before", "garbage"})
  void brokenConnection_always_endsIt(String fault) throws Exception {
    assertProperAnswer();

    assertThatIOException().isThrownBy(() -> get(fault));

    assertEventually(simulator::connections, 0);
    assertThat(simulator.counts()).isEqualTo(new Counts(2, 2, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hang", "stall"})
  void stuckAnswer_clientCancelsTheStream_isCancelled(String fault) throws Exception {
    assertProperAnswer();
    CompletableFuture<HttpResponse<String>> stuck =
        client.sendAsync(request(fault), BodyHandlers.ofString());
    assertEventually(() -> simulator.counts().working(), 1L);

    stuck.cancel(true);

    assertEventually(simulator::counts, new Counts(2, 1, 1));
    assertProperAnswer();
    assertThat(simulator.connections()).isEqualTo(1);
  }

  private void assertProperAnswer() throws Exception {
    HttpResponse<String> answer = get("ok");
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"time\": 1}");
  }

  private HttpResponse<String> get(String fault) throws IOException, InterruptedException {
    return client.send(request(fault), BodyHandlers.ofString());
  }

  private HttpRequest request(String fault) {
    return HttpRequest.newBuilder(URI.create(simulator.url() + "?fault=" + fault + "@1ms"))
        .timeout(Duration.ofSeconds(10))
        .build();
  }
}
