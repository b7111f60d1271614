package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * One work request, from its arrival to its one end: finished or cancelled. It belongs to the event
 * loop of its connection and owns its timer.
 *
 * <p>Implementer's note: a request ends as <i>finished</i> just before the last thing is done to
 * the wire, so that a client that has seen the end finds it counted; what happens to the connection
 * after that, by our own hand or the client's, changes nothing. A stall and a hang never get there:
 * only the close of the response ends them, on HTTP/1.1 with its connection, on HTTP/2 with its
 * stream.
 */
final class Work {

  static final String PATH = "/api/work";

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Behaviour behaviour;
  private final Tally tally;
  private final long startNanos = System.nanoTime();
  private long timerId = NO_TIMER;
  private boolean ended;

  private Work(Vertx vertx, HttpServerRequest request, Behaviour behaviour, Tally tally) {
    this.vertx = vertx;
    this.request = request;
    this.behaviour = behaviour;
    this.tally = tally;
  }

  static void begin(Vertx vertx, HttpServerRequest request, Behaviour behaviour, Tally tally) {
    Work work = new Work(vertx, request, behaviour, tally);
    tally.onRequestAsked();
    request.response().closeHandler(closed -> work.onClientLeft());
    if (behaviour.delayMillis() == 0) {
      work.carryOut();
    } else {
      work.timerId = vertx.setTimer(behaviour.delayMillis(), id -> work.carryOut());
    }
  }

  private void carryOut() {
    timerId = NO_TIMER;
    switch (behaviour.fault()) {
      case Fault.None() -> answer(200, properBody());
      case Fault.BadStatus(int status) -> answer(status, properBody());
      case Fault.BadBody(String body) -> answer(200, body);
      case Fault.Oversized(int bytes) -> answer(200, paddedBody(bytes));
      case Fault.Truncated() -> halfThen(() -> Wire.breakOff(request));
      case Fault.ResetInsideAnswer() -> halfThen(() -> Wire.reset(request));
      case Fault.ResetBeforeAnswer() -> finishWith(() -> Wire.reset(request));
      case Fault.CloseBeforeAnswer() -> finishWith(() -> Wire.close(request));
      case Fault.Garbage() -> finishWith(() -> Wire.writeGarbage(request));
      case Fault.StallMidBody() -> Answers.half(request, properBody());
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
    Answers.half(request, properBody()).onSuccess(written -> finishWith(lastAct));
  }

  private void finishWith(Runnable lastAct) {
    if (!ended) {
      ended = true;
      tally.onRequestFinished(System.nanoTime() - startNanos);
      lastAct.run();
    }
  }

  private void onClientLeft() {
    if (!ended) {
      ended = true;
      tally.onRequestCancelled(System.nanoTime() - startNanos);
      vertx.cancelTimer(timerId);
    }
  }

  private String properBody() {
    return "{\"time\": " + behaviour.delayMillis() + "}";
  }

  private String paddedBody(int bytes) {
    String start = "{\"time\": " + behaviour.delayMillis() + ", \"padding\": \"";
    String end = "\"}";
    return start + "x".repeat(bytes - start.length() - end.length()) + end;
  }
}
