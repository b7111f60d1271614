package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.load.Processors;
import io.hedgerow.benchmarks.report.ReportParts;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs servers in turns on the same unreliable upstream, which takes 100 to 600 ms and fails one
 * time in ten. Every server is a process that lives for the whole contest; only the one whose turn
 * it is gets requests. Turns and medians compensate for the drift of the machine.
 */
final class Contest {
  private final Plan plan;
  private final Path folder;
  private final PrintWriter out;

  /** How long to run. */
  record Plan(int rounds, int seconds, int warmUpSeconds) {}

  /**
   * Creates a contest.
   *
   * @param folder for files of the servers
   * @param out for progress
   */
  Contest(Plan plan, Path folder, PrintWriter out) {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
  }

  /** Runs the contest; takes as long as the plan says for each entry. */
  List<Result> run(List<Entry> entries, Processors.Division division)
      throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    List<Contestant> contestants = new ArrayList<>();
    try (Simulator upstream = Simulator.start(SimulatorOptions.defaults())) {
      try {
        for (Entry entry : entries) {
          out.println(entry.label() + ": starts, " + plan.warmUpSeconds() + " s of warm-up");
          out.flush();
          Contestant contestant =
              Contestant.start(entry, division.serverPrefix(), upstream.port(), folder);
          contestants.add(contestant);
          results.add(Result.of(entry));
          contestant.warmUp(plan.warmUpSeconds());
        }
        runRounds(contestants, results);
      } finally {
        contestants.forEach(Contestant::close);
      }
    }
    return results;
  }

  private void runRounds(List<Contestant> contestants, List<Result> results)
      throws IOException, InterruptedException {
    int turns = plan.rounds() * contestants.size();
    long startNanos = System.nanoTime();
    for (int turn = 0; turn < turns; turn++) {
      int index = turn % contestants.size();
      Turn taken = contestants.get(index).takeTurn(plan.seconds());
      results.get(index).turns().add(taken);
      double secondsEach = (System.nanoTime() - startNanos) / 1e9 / (turn + 1);
      out.printf(
          Locale.ROOT,
          "round %d of %d, %s: %s µs a request, %.0f MB, %.2f %% late; %.0f s left%n",
          turn / contestants.size() + 1,
          plan.rounds(),
          contestants.get(index).entry().label(),
          ReportParts.number("%.0f", taken.get(Figure.CPU)),
          taken.get(Figure.RESIDENT),
          taken.get(Figure.LATE),
          secondsEach * (turns - turn - 1));
      out.flush();
    }
  }
}
