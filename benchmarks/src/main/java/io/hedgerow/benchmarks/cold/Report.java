package io.hedgerow.benchmarks.cold;

import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.ReportParts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The report of a run, as Markdown and JSON.
 *
 * @param settings of the gateway that differ from its defaults
 */
record Report(
    Machine machine,
    List<String> settings,
    ColdBench.Plan plan,
    int readyMillisMax,
    List<Round> rounds) {
  /** The report's files by extension. */
  Map<String, String> files() {
    return Map.of("md", markdown(), "json", json().encodePrettily());
  }

  boolean isEveryTargetMet() {
    return rounds.stream().allMatch(round -> round.isMet(readyMillisMax, plan.load()));
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            ReportParts.head(
                "The first seconds of Hedgerow", machine, ReportParts.settings(settings)));
    text.append(
        String.format(
            Locale.ROOT,
            """
            Each round starts a gateway and sends it requests from the moment that `/health/ready`
            is 200: `/api/first`, timeout 1,000 ms.
            Load: %s.
            The upstream takes 100 to 600 ms, and one in ten of its answers fails.
            Target: ready within %,d ms; none refused, none late%s.

            | round | ready, ms | first answer, ms | refused | late | hedges withheld | callers \
            late, ms | target |
            |---:|---:|---:|---:|---:|---:|---:|---|
            """,
            plan.load().inWords(),
            readyMillisMax,
            plan.load().mayWithholdHedges() ? "" : ", no hedge withheld"));
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
              round.isMet(readyMillisMax, plan.load()) ? "met" : "MISSED"));
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
              .put("firstAnswerMillis", ReportParts.orNull(round.firstAnswerMillis()))
              .put("hedgesWithheld", round.hedgesWithheld())
              .put("callersLateMillis", round.callersLateMillis())
              .put("isMet", round.isMet(readyMillisMax, plan.load()))
              .put("seconds", seconds));
    }
    return ReportParts.json(machine)
        .put("settings", new JsonArray(settings))
        .put(plan.load().key(), plan.load().amount())
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
}
