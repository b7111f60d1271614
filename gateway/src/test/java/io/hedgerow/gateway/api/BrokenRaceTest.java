package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bug during a race, here in a listener, fails only that request. */
final class BrokenRaceTest {
  private final List<Object> ends = new CopyOnWriteArrayList<>();

  @Test
  void bug_inARace_is500AndItsAttemptsEndAsInternalErrors() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.defaults());
        Gateway gateway =
            RunningGateway.startGateway(simulator.url(), List.of(_ -> new Breaking()));
        RawCaller caller = new RawCaller(gateway.port())) {
      simulator.always(Behaviour.parse("hang@0ms"));

      caller.get("/api/all?timeout=30000").read().assertProblem(500, "internal");

      Outcome internalError = new Outcome.Cancelled(CancelReason.INTERNAL_ERROR);
      assertEventually(() -> ends.size(), 4);
      assertThat(ends)
          .containsExactly(internalError, internalError, internalError, RequestVerdict.INTERNAL);
      assertEventually(() -> gateway.load().isAtRest(), true);
      caller.get("/problems").read();
    }
  }

  @Test
  void bug_inASharedRace_is500ForEachCaller(@TempDir Path folder) throws Exception {
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            "routes: {a: {path: /a, to: '', coalesce: true,"
                + " plan: {hedges: 2, hedge-delay: 500ms}}}");
    try (Simulator simulator = Simulator.start(SimulatorOptions.defaults());
        Gateway gateway =
            RunningGateway.startGateway(
                simulator.url(), List.of(_ -> new Breaking()), "routes=" + routes);
        RawCaller first = new RawCaller(gateway.port());
        RawCaller second = new RawCaller(gateway.port())) {
      simulator.always(Behaviour.parse("hang@0ms"));
      first.get("/a");
      assertEventually(() -> gateway.load().admission().requests(), 1);
      second.get("/a");

      first.read().assertProblem(500, "internal");
      second.read().assertProblem(500, "internal");

      assertEventually(() -> gateway.load().isAtRest(), true);
      assertThat(simulator.counts().asked()).isEqualTo(1);
    }
  }

  /** Throws when the third attempt starts. */
  private final class Breaking implements RequestListener {
    @Override
    public void onAttemptStarted(Attempt attempt) {
      if (attempt.number() == 3) {
        throw new AssertionError("a bug");
      }
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {}

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      ends.add(outcome);
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      if (request.verdict() != RequestVerdict.SUCCEEDED) {
        ends.add(request.verdict());
      }
    }
  }
}
