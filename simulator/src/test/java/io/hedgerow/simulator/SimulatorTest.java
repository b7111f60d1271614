package io.hedgerow.simulator;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.testing.RawConnection;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulatorTest {
  private static final FaultMix HALF_FAIL_AT_ONCE =
      new FaultMix(new Latency(0, 0), 0.5, List.of(new Fault.BadStatus(503)));

  private Simulator simulator;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.defaults().withMix(HALF_FAIL_AT_ONCE));
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void url_afterStart_namesThePort() {
    assertThat(simulator.url()).isEqualTo("http://127.0.0.1:%d/api/work", simulator.port());
  }

  @Test
  void start_portTaken_namesThePort() {
    SimulatorOptions same = SimulatorOptions.defaults().withPort(simulator.port());

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Simulator.start(same))
        .withMessageStartingWith("listen address: 127.0.0.1:%d (expected: ", simulator.port());
  }

  @Test
  void start_onAnEventLoop_isRefused() throws Exception {
    BlockingQueue<Exception> refusals = new LinkedBlockingQueue<>();
    simulator.onRequest(
        request -> {
          try {
            Simulator.start(SimulatorOptions.defaults()).close();
          } catch (IllegalStateException e) {
            refusals.add(e);
          }
        });

    get(simulator, "/api/work");

    assertThat(refusals.poll(10, TimeUnit.SECONDS)).hasMessageStartingWith("thread: vert.x-");
  }

  @Test
  void start_portFreedByClose_bindsIt() {
    simulator.close();

    try (Simulator next = Simulator.start(SimulatorOptions.defaults().withPort(simulator.port()))) {
      assertThat(next.port()).isEqualTo(simulator.port());
    }
  }

  @Test
  void start_severalEventLoops_shareOnePort() throws IOException {
    try (Simulator wide = Simulator.start(SimulatorOptions.defaults().withEventLoops(3))) {
      for (int i = 1; i <= 7; i++) {
        assertThat(get(wide, "/api/work?fault=ok@0ms")).endsWith("{\"time\": 0}");
        assertThat(wide.counts()).isEqualTo(new Counts(i, i, 0));
      }
    }
  }

  @Test
  void mix_sameSeed_answersTheSame() throws IOException {
    List<Integer> first = statuses(simulator, 50);
    try (Simulator second =
        Simulator.start(SimulatorOptions.defaults().withMix(HALF_FAIL_AT_ONCE))) {
      assertThat(first).contains(200, 503).isEqualTo(statuses(second, 50));
    }
  }

  @Test
  void script_twoBehaviours_goesToTheNextTwoRequestsThenTheMixAgain() throws IOException {
    simulator.always(Behaviour.parse("status:504@0ms"));
    simulator.script(Behaviour.parse("status:501@0ms"), Behaviour.parse("status:502@0ms"));

    assertThat(statuses(simulator, 4)).containsExactly(501, 502, 504, 504);
  }

  @Test
  void clear_afterScriptAndAlways_leavesTheMix() throws IOException {
    simulator.always(Behaviour.parse("status:504@0ms"));
    simulator.script(Behaviour.parse("status:501@0ms"));

    simulator.clear();

    assertThat(statuses(simulator, 20)).containsOnly(200, 503);
  }

  @Test
  void always_anotherMix_isDrawnFromUntilCleared() throws IOException {
    FaultMix failing = new FaultMix(new Latency(0, 0), 1, List.of(new Fault.BadStatus(504)));

    simulator.always(failing);
    assertThat(statuses(simulator, 20)).containsOnly(504);
    simulator.always(Behaviour.parse("status:501@0ms"));
    simulator.always(failing);
    assertThat(statuses(simulator, 20)).containsOnly(504);

    simulator.clear();
    assertThat(statuses(simulator, 20)).containsOnly(200, 503);
  }

  @Test
  void query_withScript_leavesTheScriptAlone() throws IOException {
    simulator.script(Behaviour.parse("status:501@0ms"));

    assertThat(get(simulator, "/api/work?fault=status:418@0ms")).startsWith("HTTP/1.1 418 ");
    assertThat(statuses(simulator, 1)).containsExactly(501);
  }

  @Test
  void query_noDelay_drawsItFromTheMix() throws IOException {
    FaultMix seven = new FaultMix(new Latency(7, 7), 0, List.of());
    try (Simulator slow = Simulator.start(SimulatorOptions.defaults().withMix(seven))) {
      assertThat(get(slow, "/api/work?fault=ok")).endsWith("{\"time\": 7}");
    }
  }

  @Test
  void query_malformedFault_isRefusedAndNotCounted() throws IOException {
    try (RawConnection client = new RawConnection(simulator.port())) {
      client.get("/api/work?fault=status:abc@1ms");
      assertThat(client.readUntil(")\n"))
          .startsWith("HTTP/1.1 400 ")
          .endsWith("\r\n\r\nstatus: abc (expected: a whole number from 201 to 599)\n");
    }
    assertThat(simulator.counts()).isEqualTo(new Counts(0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "=%zz", "=ok%"})
  void query_unreadable_isRefused(String query) throws IOException {
    try (RawConnection client = new RawConnection(simulator.port())) {
      client.get("/api/work?fault" + query);
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void client_leavesWhileWorking_isCancelledOnce() throws IOException {
    simulator.script(Behaviour.parse("ok@3600000ms"), Behaviour.parse("ok@3600000ms"));
    RawConnection closing = new RawConnection(simulator.port()).get("/api/work");
    RawConnection aborting = new RawConnection(simulator.port()).get("/api/work");
    assertEventually(() -> simulator.counts().working(), 2L);

    closing.close();
    aborting.abort();

    assertEventually(simulator::counts, new Counts(2, 0, 2));
    assertEventually(simulator::connections, 0);
  }

  @Test
  void client_leavesAfterTheAnswer_staysFinished() throws IOException {
    get(simulator, "/api/work?fault=ok@0ms");

    assertEventually(simulator::connections, 0);
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  @Test
  void counts_overHttp_areJson() throws IOException {
    try (RawConnection hanging = new RawConnection(simulator.port())) {
      get(simulator, "/api/work?fault=ok@0ms");
      assertEventually(simulator::connections, 0);
      hanging.get("/api/work?fault=hang@0ms");
      assertEventually(() -> simulator.counts().working(), 1L);

      assertThat(get(simulator, "/counts"))
          .endsWith(
              "\r\n\r\n{\"asked\": 2, \"finished\": 1, \"cancelled\": 0, \"working\": 1,"
                  + " \"connections\": 2, \"accepted\": 3, \"swallowed\": 0, \"resets\": 0,"
                  + " \"goAways\": 0, \"enhanceYourCalm\": 0}");
    }
  }

  @Test
  void onRequest_workPath_reportsTheRequest() throws Exception {
    BlockingQueue<ReceivedRequest> received = new LinkedBlockingQueue<>();
    simulator.onRequest(received::add);
    try (RawConnection client = new RawConnection(simulator.port())) {
      client.request("HEAD", "/api/work?fault=ok@0ms HTTP/1.1\r\nX-Two: a\r\nx-two: b\r\nX-Rest:");

      assertThat(received.poll(10, TimeUnit.SECONDS))
          .satisfies(
              request -> {
                assertThat(request.method()).isEqualTo("HEAD");
                assertThat(request.uri()).isEqualTo("/api/work?fault=ok@0ms");
                assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_1);
                assertThat(request.clientPort()).isEqualTo(client.port());
                assertThat(request.headers().keySet()).containsExactly("host", "x-rest", "x-two");
                assertThat(request.header("x-two")).isEqualTo("a, b");
                assertThat(request.header("x-none")).isNull();
              });
    }
  }

  @Test
  void onRequest_otherPath_reportsNothing() throws IOException {
    List<ReceivedRequest> received = new ArrayList<>();
    simulator.onRequest(received::add);

    get(simulator, "/counts");

    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/work/", "/api", "*"})
  void path_unknown_is404(String path) throws IOException {
    try (RawConnection client = new RawConnection(simulator.port())) {
      client.get(path);
      assertThat(client.readUntil(")\n"))
          .startsWith("HTTP/1.1 404 Not Found\r\n")
          .endsWith("\r\n\r\npath: " + path + " (expected: /api/work or /counts)\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/work", "/counts"})
  void method_other_is405WithAllow(String path) throws IOException {
    try (RawConnection client = new RawConnection(simulator.port())) {
      client.request("POST", path);
      assertThat(client.readUntil(")\n"))
          .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
          .contains("\r\nallow: GET, HEAD\r\n")
          .endsWith("\r\n\r\nmethod: POST (expected: GET or HEAD)\n");
    }
    assertThat(simulator.counts()).isEqualTo(new Counts(0, 0, 0));
  }

  @Test
  void close_requestsHangStallAndWork_endsThemAll() throws IOException {
    List<RawConnection> clients = new ArrayList<>();
    for (String behaviour : List.of("hang@0ms", "stall@0ms", "ok@3600000ms")) {
      clients.add(new RawConnection(simulator.port()).get("/api/work?fault=" + behaviour));
    }
    assertEventually(() -> simulator.counts().working(), 3L);

    simulator.close();

    for (RawConnection client : clients) {
      assertThat(client.readToEnd().end()).isEqualTo(RawConnection.End.CLOSED);
      client.close();
    }
    assertEventually(simulator::counts, new Counts(3, 0, 3));
    assertEventually(simulator::connections, 0);
  }

  @Test
  void close_again_doesNothing() {
    simulator.close();
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void options_portOutOfRange_isRefused(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimulatorOptions.defaults().withPort(port))
        .withMessage("port: %d (expected: a whole number from 0 to 65535)", port);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void options_eventLoopsOutOfRange_isRefused(int eventLoops) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimulatorOptions.defaults().withEventLoops(eventLoops))
        .withMessage("event loops: %d (expected: a whole number from 1 to 64)", eventLoops);
  }

  private static List<Integer> statuses(Simulator simulator, int requests) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      String answer = get(simulator, "/api/work");
      statuses.add(Integer.valueOf(answer.substring("HTTP/1.1 ".length()).substring(0, 3)));
    }
    return statuses;
  }

  /** A complete answer with a JSON body, on its own connection. */
  private static String get(Simulator simulator, String target) throws IOException {
    try (RawConnection client = new RawConnection(simulator.port())) {
      return client.get(target).readUntil("}");
    }
  }
}
