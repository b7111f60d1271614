package io.hedgerow.benchmarks.micro;

import io.hedgerow.simulation.ToolOptions;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./hedgerow bench jmh}: measures single operations with JMH and prints a table. */
@Command(
    name = "jmh",
    header = "Time and allocation of single operations: race, payload check, ...",
    description = {
      "",
      "Runs JMH with its GC profiler, each benchmark in its own JVM, and ends with a table:"
          + " nanoseconds for an operation (median and minimum of the iterations) and bytes"
          + " allocated by it. The minimum is what to compare on a machine that is not quiet.",
      ""
    },
    footer = {"", "Exit status: 0 on success, 1 if a benchmark fails, 2 for a wrong option."})
public final class JmhCommand implements Callable<Integer> {
  @Mixin private final ToolOptions tool = new ToolOptions();

  @Parameters(
      paramLabel = "REGEX",
      arity = "0..1",
      defaultValue = ".*",
      description = "Run only the benchmarks whose names contain a match. Default: all")
  private String regex = "";

  @Option(
      names = "--forks",
      defaultValue = "2",
      description = "JVMs for each benchmark; 0 runs it in this one. Default: ${DEFAULT-VALUE}")
  private int forks;

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description =
          "Measured iterations per JVM, after as many to warm up. Default: ${DEFAULT-VALUE}")
  private int iterations;

  @Option(
      names = "--millis",
      defaultValue = "500",
      description = "Milliseconds per iteration. Default: ${DEFAULT-VALUE}")
  private int millis;

  @Override
  public Integer call() throws RunnerException {
    tool.require(forks >= 0, "--forks", forks, "a whole number from 0");
    tool.requirePositive("--iterations", iterations);
    tool.requirePositive("--millis", millis);
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(regex)
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(forks)
        .warmupIterations(iterations)
        .warmupTime(TimeValue.milliseconds(millis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis))
        .shouldFailOnError(true)
        .addProfiler(GCProfiler.class);
    try {
      print(new Runner(options.build()).run());
    } catch (NoBenchmarksException e) {
      tool.require(false, "REGEX", regex, "a regular expression that matches a benchmark");
    }
    return CommandLine.ExitCode.OK;
  }

  private void print(Collection<RunResult> results) {
    tool.out().printf("%n%-80s %12s %12s %10s%n", "Benchmark", "ns/op", "minimum", "B/op");
    for (RunResult result : results) {
      Statistics nanos = result.getPrimaryResult().getStatistics();
      Result<?> allocation =
          Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
      tool.out()
          .printf(
              Locale.ROOT,
              "%-80s %,12.1f %,12.1f %,10.0f%n",
              name(result.getParams()),
              nanos.getPercentile(50),
              nanos.getMin(),
              allocation.getScore());
    }
    tool.out().flush();
  }

  /** Class, method and parameters, such as {@code PayloadBenchmark.check bytes=64}. */
  private static String name(BenchmarkParams params) {
    List<String> name = List.of(params.getBenchmark().split("\\."));
    return params.getParamsKeys().stream()
        .map(key -> " " + key + "=" + params.getParam(key))
        .collect(
            Collectors.joining(
                "", String.join(".", name.subList(name.size() - 2, name.size())), ""));
  }
}
