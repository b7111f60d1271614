package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The upstream's body is passed on byte for byte, in every form of answer. */
final class BodyBytesTest {
  private static final String ODD =
      "\r\n\t{ \"x\" : [1e5, null, {\"time\":\"nested\"}],\n\"příliš žluťoučký \uD83C\uDF3F\":"
          + " \"\\u00e9\\n\", \"time\":   7 } \n";

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @BeforeEach
  void answerOddly() {
    GATEWAY.simulator().always(new Behaviour(0, new Fault.BadBody(ODD)));
  }

  @Test
  void first_oddBody_isPassedOnUnchanged() throws Exception {
    GATEWAY.get("/api/first?timeout=30000").assertOk(ODD);
  }

  @Test
  void all_oddBodies_arePassedOnUnchanged() throws Exception {
    GATEWAY.get("/api/all?timeout=30000").assertOk("[" + ODD + ", " + ODD + ", " + ODD + "]");
  }

  @Test
  void withinTimeout_oddBodies_arePassedOnUnchanged() throws Exception {
    GATEWAY
        .get("/api/within-timeout?timeout=30000")
        .assertOk("[" + ODD + ", " + ODD + ", " + ODD + "]");
  }

  @Test
  void smart_oddBody_isEnvelopedUnchanged() throws Exception {
    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000");

    assertThat(answer.body()).matches("(?s)\\{\"time\": [0-9]+, \"api\": .*}").contains(ODD);
    answer.assertOk(answer.body().substring(0, answer.body().indexOf(ODD)) + ODD + "}");
  }

  @Test
  void smart_oddBodyWithoutEnvelope_isPassedOnUnchanged() throws Exception {
    GATEWAY.get("/api/smart?timeout=30000&envelope=false").assertOk(ODD);
  }
}
