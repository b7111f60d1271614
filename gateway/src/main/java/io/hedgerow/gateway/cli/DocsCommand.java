package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.manual.Manual;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code docs}: writes the manual as static files. */
@Command(
    name = "docs",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes the manual as static HTML. Only its search needs a web server. A running gateway"
          + " serves the same pages at /manual/ on its management port."
    },
    footer = {"", "Exit status: 0, 1 if it cannot write, 2 for an invalid option."})
final class DocsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for the files. Default: ${DEFAULT-VALUE}")
  private Path folder = Path.of("hedgerow-manual");

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    PrintWriter err = command.getErr();
    try {
      int files = Manual.writeTo(folder);
      command.getOut().println(files + " files; open " + folder.resolve("index.html"));
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      err.println("--out: " + folder + ": cannot be written, choose another folder: " + e);
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}
