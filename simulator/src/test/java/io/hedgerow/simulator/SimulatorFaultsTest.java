package io.hedgerow.simulator;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.testing.RawConnection;
import io.hedgerow.testing.RawConnection.End;
import io.hedgerow.testing.RawConnection.Ending;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each fault looks like on an HTTP/1.1 connection, to the byte. */
final class SimulatorFaultsTest {
  private static final String OK_HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n";
  private static final String OK_HALF_BODY = "{\"tim";

  private Simulator simulator;
  private RawConnection client;

  @BeforeEach
  void start() throws IOException {
    simulator = Simulator.start(SimulatorOptions.defaults());
    client = new RawConnection(simulator.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    simulator.close();
  }

  @Test
  void ok_always_answersItsTimeAndKeepsTheConnection() throws IOException {
    client.get("/api/work?fault=ok@1ms");
    assertThat(client.readUntil("}")).isEqualTo(OK_HEAD + "{\"time\": 1}");

    client.get("/api/work?fault=ok@2ms");
    assertThat(client.readUntil("}")).isEqualTo(OK_HEAD + "{\"time\": 2}");

    assertThat(simulator.counts()).isEqualTo(new Counts(2, 2, 0));
    assertThat(simulator.connections()).isEqualTo(1);
  }

  @Test
  void badStatus_error_hasAValidBodyAndKeepsTheConnection() throws IOException {
    client.get("/api/work?fault=status:503@1ms");
    assertThat(client.readUntil("}"))
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .endsWith("\r\n\r\n{\"time\": 1}");

    client.get("/api/work?fault=ok@2ms");
    assertThat(client.readUntil("}")).isEqualTo(OK_HEAD + "{\"time\": 2}");
    assertThat(simulator.counts()).isEqualTo(new Counts(2, 2, 0));
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "307", "308"})
  void badStatus_redirect_pointsToTheWorkPath(int status) throws IOException {
    client.get("/api/work?fault=status:" + status + "@0ms");

    assertThat(client.readUntil("}"))
        .startsWith("HTTP/1.1 " + status)
        .contains("\r\nlocation: /api/work\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void badStatus_withoutBody_keepsTheConnection(int status) throws IOException {
    client.get("/api/work?fault=status:" + status + "@0ms");
    assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + status);

    client.get("/api/work?fault=ok@2ms");
    assertThat(client.readUntil("}")).isEqualTo(OK_HEAD + "{\"time\": 2}");
  }

  @Test
  void badBody_anyText_isSentAsItIs() throws IOException {
    client.get("/api/work?fault=body:%5B1,@2+3%0A%C3%A9@0ms");

    assertThat(client.readUntil("\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("content-length: 10\r\n");
    assertThat(client.readUntil("\u00c3\u00a9")).isEqualTo("[1,@2 3\n\u00c3\u00a9");
  }

  @Test
  void badBody_empty_isAnEmptyBody() throws IOException {
    client.get("/api/work?fault=body:@0ms");

    assertThat(client.readUntil("\r\n\r\n")).contains("content-length: 0\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 65_536, 16 * 1024 * 1024})
  void oversized_anySize_isAValidObjectOfThatSize(int bytes) throws IOException {
    client.get("/api/work?fault=oversized:" + bytes + "@3ms");

    assertThat(client.readUntil("\r\n\r\n")).contains("content-length: " + bytes + "\r\n");
    String body = client.readUntil("\"}");
    assertThat(body).hasSize(bytes).startsWith("{\"time\": 3, \"padding\": \"x");
    assertThat(client.available()).isZero();
  }

  @Test
  void truncate_always_closesAfterHalfTheBody() throws IOException {
    client.get("/api/work?fault=truncate@1ms");

    assertThat(client.readToEnd()).isEqualTo(new Ending(OK_HEAD + OK_HALF_BODY, End.CLOSED));
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  @Test
  void resetInside_always_resetsAfterHalfTheBody() throws IOException {
    client.get("/api/work?fault=reset-inside@1ms");

    assertThat(client.readToEnd()).isEqualTo(new Ending(OK_HEAD + OK_HALF_BODY, End.RESET));
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  @Test
  void resetBefore_always_resetsWithoutAByte() throws IOException {
    client.get("/api/work?fault=reset-before@1ms");

    assertThat(client.readToEnd()).isEqualTo(new Ending("", End.RESET));
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  @Test
  void closeBefore_always_closesWithoutAByte() throws IOException {
    client.get("/api/work?fault=close-before@1ms");

    assertThat(client.readToEnd()).isEqualTo(new Ending("", End.CLOSED));
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  @Test
  void garbage_always_isNotHttpAndCloses() throws IOException {
    client.get("/api/work?fault=garbage@1ms");

    assertThat(client.readToEnd())
        .isEqualTo(new Ending("~~~ these bytes are not HTTP ~~~\r\n\r\n", End.CLOSED));
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  @Test
  void stall_clientLeaves_isCancelled() throws IOException {
    client.get("/api/work?fault=stall@1ms");
    assertThat(client.readUntil(OK_HALF_BODY)).isEqualTo(OK_HEAD + OK_HALF_BODY);
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 0, 0));

    client.close();

    assertEventually(simulator::counts, new Counts(1, 0, 1));
  }

  @Test
  void hang_clientLeaves_isCancelled() throws IOException {
    client.get("/api/work?fault=hang@0ms");
    assertEventually(() -> simulator.counts().working(), 1L);
    try (RawConnection other = new RawConnection(simulator.port())) {
      other.get("/api/work?fault=ok@1ms").readUntil("}");
    }
    assertThat(client.available()).isZero();

    client.abort();

    assertEventually(simulator::counts, new Counts(2, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset-before", "reset-inside", "truncate", "garbage", "close-before"})
  void connection_afterAFaultThatEndsIt_isGone(String fault) throws IOException {
    client.get("/api/work?fault=" + fault + "@0ms").readToEnd();

    assertEventually(simulator::connections, 0);
  }

  @Test
  void head_brokenBody_failsBeforeTheAnswer() throws IOException {
    client.request("HEAD", "/api/work?fault=truncate@0ms");

    assertThat(client.readToEnd()).isEqualTo(new Ending("", End.CLOSED));
  }

  @Test
  void head_ok_answersTheHeadOnly() throws IOException {
    client.request("HEAD", "/api/work?fault=ok@1ms");
    assertThat(client.readUntil("\r\n\r\n")).isEqualTo(OK_HEAD);

    client.get("/api/work?fault=ok@2ms");
    assertThat(client.readUntil("}")).isEqualTo(OK_HEAD + "{\"time\": 2}");
  }
}
