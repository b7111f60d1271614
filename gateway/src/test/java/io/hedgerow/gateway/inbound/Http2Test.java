package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.EventLoopCall.await;
import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.testing.Http2Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 without TLS (h2c), by prior knowledge. */
final class Http2Test {

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  private static final Vertx VERTX = Vertx.vertx();

  // Kept in a field, because Vert.x closes a client that is no longer referenced.
  private HttpClientAgent client;
  private HttpClientConnection connection;

  @BeforeEach
  void connect() throws Exception {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    HttpConnectOptions gateway =
        new HttpConnectOptions().setHost("127.0.0.1").setPort(GATEWAY.gateway().port());
    client = VERTX.createHttpClient(options);
    connection = await(client.connect(gateway));
    GATEWAY.always("ok@0ms");
  }

  @AfterEach
  void disconnect() throws Exception {
    await(connection.close());
    await(client.close());
  }

  @AfterAll
  static void stop() throws Exception {
    await(VERTX.close());
  }

  @Test
  void priorKnowledge_get_isAnsweredOverHttp2() throws Exception {
    RawResponse answer = await(ask(HttpMethod.GET, "/api/all?timeout=30000"));

    assertThat(answer.protocol()).isEqualTo("HTTP_2");
    answer.assertOk("[{\"time\": 0}, {\"time\": 0}, {\"time\": 0}]");
    assertThat(answer.timings()).containsExactly("1 succeeded", "2 succeeded", "3 succeeded");
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void priorKnowledge_head_hasNoBody() throws Exception {
    RawResponse answer = await(ask(HttpMethod.HEAD, "/api/all?timeout=30000"));

    answer.assertOk("");
    assertThat(answer.header("content-length")).isEqualTo("39");
  }

  @Test
  void priorKnowledge_errors_areTheSame() throws Exception {
    await(ask(HttpMethod.GET, "/api/all?timeout=0")).assertProblem(400, "bad-parameter");
    await(ask(HttpMethod.GET, "/nowhere")).assertProblem(404, "not-found");
    await(ask(HttpMethod.POST, "/api/all")).assertProblem(405, "method-not-allowed");
    GATEWAY.always("status:503@0ms");
    await(ask(HttpMethod.GET, "/api/all?timeout=30000")).assertProblem(503, "upstream-failed");
    GATEWAY.always("hang@0ms");
    await(ask(HttpMethod.GET, "/api/all?timeout=100")).assertProblem(503, "deadline");
  }

  @Test
  void streams_concurrent_doNotWaitForEachOther() throws Exception {
    GATEWAY.always("hang@0ms");
    List<Future<RawResponse>> hanging =
        Stream.generate(() -> ask(HttpMethod.GET, "/api/first?timeout=2000")).limit(20).toList();
    assertEventually(() -> GATEWAY.counts().working(), 60L);
    GATEWAY.always("ok@0ms");

    RawResponse overtaking = await(ask(HttpMethod.GET, "/api/first?timeout=30000"));

    overtaking.assertOk("{\"time\": 0}");
    assertThat(hanging).noneMatch(Future::isComplete);
    for (Future<RawResponse> answer : hanging) {
      await(answer).assertProblem(503, "deadline");
    }
  }

  @Test
  void stream_resetByTheCaller_cancelsItsAttemptsOnly() throws Exception {
    GATEWAY.script("hang@0ms", "hang@0ms", "hang@0ms");
    HttpClientRequest leaving = await(request(HttpMethod.GET, "/api/first?timeout=60000"));
    leaving.exceptionHandler(reset -> {});
    leaving.end().onFailure(reset -> {});
    assertEventually(() -> GATEWAY.counts().working(), 3L);

    await(leaving.reset(Http2Frame.CANCEL));

    GATEWAY.assertUpstream(3, 0, 3);
    GATEWAY.assertAtRest();
    await(ask(HttpMethod.GET, "/api/first?timeout=30000")).assertOk("{\"time\": 0}");
  }

  @Test
  void connection_closedByTheCaller_cancelsAllStreams() throws Exception {
    GATEWAY.always("hang@0ms");
    for (int i = 0; i < 5; i++) {
      ask(HttpMethod.GET, "/api/all?timeout=60000").onFailure(closed -> {});
    }
    assertEventually(() -> GATEWAY.counts().working(), 15L);

    await(connection.close());

    GATEWAY.assertUpstream(15, 0, 15);
  }

  @Test
  void body_ofAKnownLength_isRefused() throws Exception {
    RawResponse answer =
        await(
            request(HttpMethod.GET, "/api/first?timeout=30000").compose(r -> answer(r.send("x"))));

    answer.assertProblem(413, "body-not-accepted");
    GATEWAY.assertUpstream(0, 0, 0);
    await(ask(HttpMethod.GET, "/api/first?timeout=30000")).assertOk("{\"time\": 0}");
  }

  @Test
  void body_ofAnUnknownLength_isRejectedBeforeARaceStarts() throws Exception {
    HttpClientRequest sending = await(request(HttpMethod.GET, "/api/first?timeout=60000"));
    sending.exceptionHandler(reset -> {});
    await(sending.setChunked(true).writeHead());

    sending.write("x");

    await(answer(sending.response())).assertProblem(413, "body-not-accepted");
    GATEWAY.assertUpstream(0, 0, 0);
    await(ask(HttpMethod.GET, "/api/first?timeout=30000")).assertOk("{\"time\": 0}");
  }

  private Future<HttpClientRequest> request(HttpMethod method, String target) {
    return connection.request(new RequestOptions().setMethod(method).setURI(target));
  }

  private Future<RawResponse> ask(HttpMethod method, String target) {
    return request(method, target).compose(request -> answer(request.send()));
  }

  private static Future<RawResponse> answer(Future<HttpClientResponse> coming) {
    return coming.compose(
        response -> {
          NavigableMap<String, String> headers = new TreeMap<>();
          response.headers().forEach(headers::put);
          return response
              .body()
              .map(
                  body ->
                      new RawResponse(
                          response.version().name(),
                          response.statusCode(),
                          "",
                          headers,
                          body.toString()));
        });
  }
}
