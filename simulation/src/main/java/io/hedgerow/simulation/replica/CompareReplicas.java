package io.hedgerow.simulation.replica;

import io.hedgerow.simulation.ToolOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow simulate replicas}: compares ways to choose replicas, some in trouble. */
@Command(
    name = "replicas",
    description = {
      "Compares how replicas are chosen, under virtual time: Hedgerow, round robin without"
          + " ejection, and an oracle that knows which replicas are bad. All three meet the same"
          + " requests and latencies, drawn from a seed.",
      ""
    },
    footer = {
      "",
      "p50 to p99.9: latency while replicas are in trouble; a lost request counts as its timeout.",
      "after 5 s: p99.9 without the first five seconds.",
      "eject, readmit: mean time until a bad replica is out, and until a recovered one is in.",
      "wrong: healthy replicas that were ejected."
    })
public final class CompareReplicas implements Callable<Integer> {
  @Mixin private final ToolOptions tool = new ToolOptions();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of arrivals and latencies. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--requests",
      defaultValue = "100000",
      description = "Requests of each run. Default: ${DEFAULT-VALUE}")
  private int requests;

  @Option(
      names = "--workload",
      description = "Only this workload, one of ${COMPLETION-CANDIDATES}. Default: all")
  private Workload[] workloads = Workload.values();

  @Override
  public Integer call() {
    tool.require(requests >= 10_000, "--requests", requests, "a whole number from 10000");
    for (Workload workload : workloads) {
      print(workload);
    }
    return CommandLine.ExitCode.OK;
  }

  private void print(Workload workload) {
    PrintWriter out = tool.out();
    out.println(workload.title());
    out.printf(
        "%-24s%-13s%8s%8s%8s%11s%8s%8s%8s%9s%8s%n",
        "",
        "",
        "p50 ms",
        "p99 ms",
        "p99.9",
        "after 5 s",
        "extra",
        "lost",
        "eject s",
        "readmit",
        "wrong");
    for (Scenario scenario : Scenario.values()) {
      for (Policy policy : Policy.values()) {
        out.printf("%-24s%-13s", scenario, policy);
        print(ReplicaWorld.run(scenario, workload, policy, seed, requests));
      }
    }
    out.println();
    out.flush();
  }

  private void print(Journal journal) {
    List<Journal.Request> troubled = journal.troubled();
    tool.out()
        .printf(
            Locale.ROOT,
            "%8.0f%8.0f%8.0f%11.0f%7.1f%%%8d%8s%9s%8d%n",
            Journal.quantile(troubled, 0.5),
            Journal.quantile(troubled, 0.99),
            Journal.quantile(troubled, 0.999),
            Journal.quantile(journal.settled(), 0.999),
            100 * Journal.extraLoad(troubled),
            Journal.lost(troubled),
            seconds(journal.secondsToEject()),
            seconds(journal.secondsToReadmit()),
            journal.wrongEjections());
  }

  private static String seconds(double seconds) {
    return Double.isNaN(seconds) ? "" : String.format(Locale.ROOT, "%.1f", seconds);
  }
}
