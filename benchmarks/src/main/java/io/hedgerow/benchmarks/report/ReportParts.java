package io.hedgerow.benchmarks.report;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parts that reports have in common: their head, and figures. A figure is NaN or infinite if it is
 * missing, such as the CPU time per answer without answers.
 */
public final class ReportParts {
  private ReportParts() {}

  /**
   * The head in Markdown.
   *
   * @param conditions the conditions of the measurement, each for one line, without full stops
   */
  public static String head(String title, Machine machine, String... conditions) {
    StringBuilder text = new StringBuilder("# " + title + "\n\n" + machine.inWords() + ".");
    if (!machine.isQuiet()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  \n**The load average was %.1f at the start: other programs ran, so the figures are"
                  + " noise.**",
              machine.load()));
    }
    for (String condition : conditions) {
      text.append("  \n").append(condition).append('.');
    }
    return text.append("\n\n").toString();
  }

  /** The settings of a gateway that differ from its defaults, as a condition. */
  public static String settings(List<String> settings) {
    return "Settings: " + (settings.isEmpty() ? "defaults" : String.join(", ", settings));
  }

  /** The head in JSON. */
  public static JsonObject json(Machine machine) {
    return new JsonObject().put("machine", machine.inWords()).put("loadAverage", machine.load());
  }

  /** A figure in a table. */
  public static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
  }

  /** A figure in JSON. */
  public static @Nullable Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
