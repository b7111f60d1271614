package io.hedgerow.simulation;

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

/** {@code ./hedgerow simulate}: explores the race from a seed, or shows one seed again. */
@Command(
    name = "hedgerow simulate",
    description = {
      "Runs the race of the core under virtual time, with everything drawn from a seed, and checks"
          + " its invariants after every step.",
      ""
    },
    footer = {
      "",
      "Exit status: 0 if every invariant held, 1 if one broke (the seed, the events and the command"
          + " that shows it again are printed), 2 for a wrong option."
    })
public final class Simulate implements Callable<Integer> {
  @Mixin private final ToolOptions tool = new ToolOptions();

  private static final int BAR_WIDTH = 40;
  private static final int EVENTS_SHOWN = 200;

  @Option(names = "--seed", description = "Where to start. Default: a new one, printed")
  private @Nullable Long seed;

  @Option(
      names = "--races",
      defaultValue = "1000000",
      description = "How many races, at least. Default: ${DEFAULT-VALUE}")
  private long races;

  @Option(names = "--events", description = "Print the events of the seed's world and stop")
  private boolean isTraceWanted;

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() {
    tool.require(races >= 1, "--races", races, "1 or more");
    PrintWriter out = tool.out();
    long from = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed;
    if (isTraceWanted) {
      World.trace(from).forEach(out::println);
      return CommandLine.ExitCode.OK;
    }
    out.printf(Locale.ROOT, "Simulating %,d races from seed %d%n", races, from);
    out.flush();
    long startNanos = System.nanoTime();
    Explorer.Report report = Explorer.explore(from, races, new Progress(out, races));
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    out.printf(
        Locale.ROOT,
        "\r%,d races in %,d worlds, %.1f s, %,.0f races a second%n",
        report.races(),
        report.worlds(),
        seconds,
        report.races() / seconds);
    return tell(out, report.finding());
  }

  private static int tell(PrintWriter out, Explorer.@Nullable Finding finding) {
    if (finding == null) {
      out.println("Every invariant held.");
      return CommandLine.ExitCode.OK;
    }
    out.println("VIOLATED: " + finding.problem());
    int skipped = Math.max(0, finding.events().size() - EVENTS_SHOWN);
    finding.events().stream().limit(1).forEach(out::println);
    if (skipped > 0) {
      out.println("… " + skipped + " events before these");
    }
    finding.events().stream().skip(Math.max(1, skipped)).forEach(out::println);
    out.println("Show it again: ./hedgerow simulate --seed=" + finding.seed() + " --races=1");
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** A bar that is drawn on a terminal only, a few times a second. */
  private static final class Progress implements LongConsumer {
    private static final long PERIOD_NANOS = 200_000_000;

    private final PrintWriter out;
    private final long races;

    @SuppressWarnings("SystemConsoleNull") // In JDK 25 it is null again without a terminal.
    private final boolean isShown = System.console() != null;

    private long nextNanos = System.nanoTime();

    Progress(PrintWriter out, long races) {
      this.out = out;
      this.races = races;
    }

    @Override
    public void accept(long run) {
      if (!isShown || System.nanoTime() - nextNanos < 0) {
        return;
      }
      nextNanos = System.nanoTime() + PERIOD_NANOS;
      int done = (int) Math.min(BAR_WIDTH, BAR_WIDTH * run / races);
      String bar = "#".repeat(done) + ".".repeat(BAR_WIDTH - done);
      out.printf(Locale.ROOT, "\r[%s] %3d %%", bar, Math.min(100, 100 * run / races));
      out.flush();
    }
  }
}
