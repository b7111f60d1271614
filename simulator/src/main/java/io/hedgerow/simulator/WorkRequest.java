package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.wire.WireFaults;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * One work request, from arrival to exactly one end: finished or cancelled. It belongs to the event
 * loop of its connection and owns its timer.
 *
 * <p>Implementer's note: a request counts as <i>finished</i> just before the last write or close,
 * so that a client that has seen the end also sees it counted. What happens to the connection
 * afterwards has no effect. A stall and a hang never finish: they end when the response closes,
 * with the connection on HTTP/1.1 or the stream on HTTP/2.
 */
final class WorkRequest {
  static final String PATH = "/api/work";

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Behaviour behaviour;
  private final RequestTally tally;
  private final long startNanos = System.nanoTime();
  private long timerId = NO_TIMER;
  private boolean ended;

  private WorkRequest(
      Vertx vertx, HttpServerRequest request, Behaviour behaviour, RequestTally tally) {
    this.vertx = vertx;
    this.request = request;
    this.behaviour = behaviour;
    this.tally = tally;
  }

  static void begin(
      Vertx vertx, HttpServerRequest request, Behaviour behaviour, RequestTally tally) {
    WorkRequest work = new WorkRequest(vertx, request, behaviour, tally);
    tally.onAsked();
    request.response().closeHandler(_ -> work.onClientLeft());
    if (behaviour.delayMillis() == 0) {
      work.execute();
    } else {
      work.timerId = vertx.setTimer(behaviour.delayMillis(), _ -> work.execute());
    }
  }

  private void execute() {
    timerId = NO_TIMER;
    switch (behaviour.fault()) {
      case Fault.None() -> answer(200, validBody());
      case Fault.BadStatus(int status) -> answer(status, validBody());
      case Fault.BadBody(String body) -> answer(200, body);
      case Fault.Oversized(int bytes) -> answer(200, paddedBody(bytes));
      case Fault.Truncated() -> halfThen(() -> WireFaults.cutOff(request));
      case Fault.ResetInsideAnswer() -> halfThen(() -> WireFaults.reset(request));
      case Fault.ResetBeforeAnswer() -> finishWith(() -> WireFaults.reset(request));
      case Fault.CloseBeforeAnswer() -> finishWith(() -> WireFaults.close(request));
      case Fault.Garbage() -> finishWith(() -> WireFaults.writeGarbage(request));
      case Fault.StallMidBody() -> Answers.half(request, validBody());
      case Fault.Hang() -> {}
    }
  }

  private void answer(int status, String body) {
    if (status / 100 == 3) {
      request.response().putHeader(HttpHeaders.LOCATION, PATH);
    }
    finishWith(() -> Answers.json(request, status, body));
  }

  private void halfThen(Runnable lastAct) {
    Answers.half(request, validBody()).onSuccess(_ -> finishWith(lastAct));
  }

  private void finishWith(Runnable lastAct) {
    if (!ended) {
      ended = true;
      tally.onFinished(System.nanoTime() - startNanos);
      lastAct.run();
    }
  }

  private void onClientLeft() {
    if (!ended) {
      ended = true;
      tally.onCancelled(System.nanoTime() - startNanos);
      vertx.cancelTimer(timerId);
    }
  }

  private String validBody() {
    return "{\"time\": " + behaviour.delayMillis() + "}";
  }

  private String paddedBody(int bytes) {
    String start = "{\"time\": " + behaviour.delayMillis() + ", \"padding\": \"";
    String end = "\"}";
    return start + "x".repeat(bytes - start.length() - end.length()) + end;
  }
}
