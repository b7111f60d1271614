package io.hedgerow.benchmarks.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * The options of a benchmark with a report: {@code --quick}, {@code --out}, and how it ends. A
 * picocli mixin.
 */
public final class ReportOptions {
  @Option(
      names = "--quick",
      description =
          "Check that everything works: a few seconds of little load. The figures mean"
              + " nothing.")
  private boolean isQuick;

  @Option(
      names = "--out",
      defaultValue = "target/bench",
      description = "Folder of the report. Default: ${DEFAULT-VALUE}")
  private Path folder = Path.of("");

  /** Whether to measure for only a few seconds, to see that everything works. */
  public boolean isQuick() {
    return isQuick;
  }

  /** Creates a folder next to the report. */
  public Path newFolder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /**
   * Writes a report, prints its Markdown and its files, and returns the exit status.
   *
   * @param name of the files, without extension
   * @param files the report's files by extension, including {@code md}
   */
  public int finish(
      PrintWriter out, String name, Map<String, String> files, boolean isEveryTargetMet)
      throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(name + "." + file.getKey()), file.getValue());
    }
    out.println();
    out.println(files.get("md"));
    out.println(
        new TreeMap<>(files)
            .keySet().stream()
                .map(extension -> folder.resolve(name + "." + extension).toString())
                .collect(Collectors.joining(", ", "Report: ", "")));
    out.flush();
    return isEveryTargetMet ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
