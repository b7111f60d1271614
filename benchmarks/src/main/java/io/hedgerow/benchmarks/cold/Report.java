package io.hedgerow.benchmarks.cold;

import io.hedgerow.benchmarks.report.Machine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The report of a run, as Markdown and JSON.
 *
 * @param settings of the gateway, besides its defaults
 */
record Report(
    Machine machine,
    List<String> settings,
    ColdBench.Plan plan,
    int readyMillisMax,
    List<Round> rounds) {
  /** Writes cold.md and cold.json. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("cold.md"), markdown());
    Files.writeString(folder.resolve("cold.json"), json().encodePrettily());
  }

  boolean isEveryTargetMet() {
    return rounds.stream().allMatch(round -> round.isMet(readyMillisMax));
  }

  String markdown() {
    StringBuilder text = new StringBuilder("# The first seconds of Hedgerow\n\n");
    text.append(machine.inWords()).append(".  \n");
    if (!machine.isQuiet()) {
      text.append(
          String.format(
              Locale.ROOT,
              "**The load average was %.1f at the start: other programs ran.**  \n",
              machine.load()));
    }
    text.append("Settings: ").append(settings.isEmpty() ? "defaults" : String.join(", ", settings));
    text.append(
        String.format(
            Locale.ROOT,
            """
            .

            Each round starts a gateway and sends it %,d requests a second from the moment that
            `/health/ready` is 200: `/api/first`, timeout 1,000 ms, at a fixed rate whatever the
            answers do. The upstream takes 100 to 600 ms, and one in ten of its answers fails.
            Target: ready within %,d ms; none refused, none late, no hedge withheld.

            | round | ready, ms | first answer, ms | refused | late | hedges withheld | callers \
            late, ms | target |
            |---:|---:|---:|---:|---:|---:|---:|---|
            """,
            plan.requestsPerSecond(),
            readyMillisMax));
    for (int i = 0; i < rounds.size(); i++) {
      Round round = rounds.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %.0f | %.0f | %d | %d | %d | %.0f | %s |%n",
              i + 1,
              round.readyMillis(),
              round.firstAnswerMillis(),
              round.refused(),
              round.late(),
              round.hedgesWithheld(),
              round.callersLateMillis(),
              round.isMet(readyMillisMax) ? "met" : "MISSED"));
    }
    text.append(
        """

        *Callers late*: how late a request was sent at worst; if that is long, the callers had too
        little processor time themselves.

        Medians of the rounds, by the second in which a request was sent:

        | second | answered in time | refused | late |
        |---:|---:|---:|---:|
        """);
    for (int second = 0; second < plan.seconds(); second++) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %d | %d | %d |%n",
              second + 1,
              median(second, Round.Second::answered),
              median(second, Round.Second::refused),
              median(second, Round.Second::late)));
    }
    return text.toString();
  }

  JsonObject json() {
    JsonArray all = new JsonArray();
    for (Round round : rounds) {
      JsonArray seconds = new JsonArray();
      for (Round.Second second : round.seconds()) {
        seconds.add(
            new JsonObject()
                .put("answered", second.answered())
                .put("refused", second.refused())
                .put("late", second.late()));
      }
      all.add(
          new JsonObject()
              .put("readyMillis", round.readyMillis())
              .put("firstAnswerMillis", orNull(round.firstAnswerMillis()))
              .put("hedgesWithheld", round.hedgesWithheld())
              .put("callersLateMillis", round.callersLateMillis())
              .put("isMet", round.isMet(readyMillisMax))
              .put("seconds", seconds));
    }
    return new JsonObject()
        .put("machine", machine.inWords())
        .put("loadAverage", machine.load())
        .put("settings", new JsonArray(settings))
        .put("requestsPerSecond", plan.requestsPerSecond())
        .put("readyMillisMax", readyMillisMax)
        .put("rounds", all);
  }

  private long median(int second, ToLongFunction<Round.Second> figure) {
    long[] sorted =
        rounds.stream()
            .map(round -> round.seconds().get(second))
            .mapToLong(figure)
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
