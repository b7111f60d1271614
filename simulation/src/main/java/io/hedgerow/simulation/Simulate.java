package io.hedgerow.simulation;

import io.hedgerow.simulation.Explorer.Subject;
import io.hedgerow.simulation.replica.CompareReplicas;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow simulate}: explores races and limits from a seed, or replays one seed. */
@Command(
    name = "hedgerow simulate",
    subcommands = CompareReplicas.class,
    description = {
      "Runs races, then limits (hedge budget, reset budget, attempt limit, overload control), under"
          + " virtual time. Everything is drawn from a seed, and invariants are checked at every"
          + " step.",
      ""
    },
    footer = {
      "",
      "Exit status: 0 if every invariant held, 1 if one broke (prints the seed, the events and the"
          + " command that reproduces it), 2 for an invalid option."
    })
public final class Simulate implements Callable<Integer> {
  private static final int BAR_WIDTH = 40;
  private static final int EVENTS_SHOWN_MAX = 200;

  @Mixin private final ToolOptions tool = new ToolOptions();

  @Option(names = "--seed", description = "First seed. Default: a new one, printed")
  private @Nullable Long seed;

  @Option(
      names = "--races",
      defaultValue = "1000000",
      description = "Minimum number of races, 0 for none. Default: ${DEFAULT-VALUE}")
  private long races;

  @Option(
      names = "--limits",
      defaultValue = "2000",
      description = "Number of limits to simulate, 0 for none. Default: ${DEFAULT-VALUE}")
  private long limits;

  @Option(
      names = "--events",
      description = "Print the events of the seed's world (of races, or of a limit with --races=0)")
  private boolean isTraceRequested;

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() {
    tool.require(races >= 0, "--races", races, "0 or more");
    tool.require(limits >= 0, "--limits", limits, "0 or more");
    tool.require(races + limits > 0, "--races and --limits", 0, "at least one of them above 0");
    long first = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed;
    if (isTraceRequested) {
      Subject subject = races > 0 ? Subject.RACES : Subject.LIMITS;
      subject.trace(first).forEach(tool.out()::println);
      return CommandLine.ExitCode.OK;
    }
    boolean isClean =
        explore(Subject.RACES, first, races) && explore(Subject.LIMITS, first, limits);
    if (!isClean) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    tool.out().println("Every invariant held.");
    return CommandLine.ExitCode.OK;
  }

  /** Returns whether every invariant held. */
  private boolean explore(Subject subject, long first, long runs) {
    if (runs == 0) {
      return true;
    }
    PrintWriter out = tool.out();
    String name = subject.name().toLowerCase(Locale.ROOT);
    out.printf(Locale.ROOT, "Simulating %,d %s from seed %d%n", runs, name, first);
    out.flush();
    long startNanos = System.nanoTime();
    Explorer.Report report = Explorer.explore(subject, first, runs, new Progress(out, runs));
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    out.printf(
        Locale.ROOT,
        "\r%,d %s in %,d worlds, %.1f s, %,.0f %s a second%n",
        report.runs(),
        name,
        report.worlds(),
        seconds,
        report.runs() / seconds,
        name);
    Explorer.Finding finding = report.finding();
    if (finding == null) {
      return true;
    }
    print(finding);
    String only = subject == Subject.RACES ? "--races=1 --limits=0" : "--races=0 --limits=1";
    out.println("Reproduce it: ./hedgerow simulate --seed=" + finding.seed() + " " + only);
    return false;
  }

  private void print(Explorer.Finding finding) {
    PrintWriter out = tool.out();
    out.println("VIOLATED: " + finding.problem());
    int skipped = Math.max(0, finding.events().size() - EVENTS_SHOWN_MAX);
    finding.events().stream().limit(1).forEach(out::println);
    if (skipped > 0) {
      out.println("… " + skipped + " events before these");
    }
    finding.events().stream().skip(Math.max(1, skipped)).forEach(out::println);
  }

  /** A progress bar, drawn on a terminal only, a few times a second. */
  private static final class Progress implements LongConsumer {
    private static final long PERIOD_NANOS = 200_000_000;

    private final PrintWriter out;
    private final long runs;

    @SuppressWarnings("SystemConsoleNull") // In JDK 25 it is null again without a terminal.
    private final boolean isShown = System.console() != null;

    private long nextNanos = System.nanoTime();

    Progress(PrintWriter out, long runs) {
      this.out = out;
      this.runs = runs;
    }

    @Override
    public void accept(long done) {
      if (!isShown || System.nanoTime() - nextNanos < 0) {
        return;
      }
      nextNanos = System.nanoTime() + PERIOD_NANOS;
      int filled = (int) Math.min(BAR_WIDTH, BAR_WIDTH * done / runs);
      String bar = "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled);
      out.printf(Locale.ROOT, "\r[%s] %3d %%", bar, Math.min(100, 100 * done / runs));
      out.flush();
    }
  }
}
