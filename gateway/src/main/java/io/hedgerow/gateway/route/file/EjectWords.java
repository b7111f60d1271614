package io.hedgerow.gateway.route.file;

import io.hedgerow.core.replica.Ejection;
import io.hedgerow.gateway.settings.Syntax;
import io.hedgerow.gateway.settings.TimeSpan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** {@code eject}: when replicas are ejected. */
final class EjectWords {
  private static final Syntax<Double> FACTOR = Syntax.factor(100);
  private static final Syntax<Double> SHARE = Syntax.ratio();

  private static final Word<Integer> FAILURES_IN_A_ROW =
      new Word<>(
          "failures-in-a-row",
          new Scalar<>(Syntax.integer(1, 1000)),
          "Failures in a row that eject a replica; default: 5");
  private static final Word<Double> SLOWER_THAN_PEERS =
      new Word<>(
          "slower-than-peers",
          new Scalar<>(FACTOR),
          "How many times as slow as the others a replica must be to be ejected; default: 3");
  private static final Word<TimeSpan> FOR =
      new Word<>(
          "for",
          new Scalar<>(Syntax.duration("100ms", "1h")),
          "Duration of the first ejection; default: 10s");
  private static final Word<Double> AT_MOST =
      new Word<>(
          "at-most",
          new Scalar<>(SHARE),
          "Maximum share of the replicas ejected at once; default: 0.5");

  private static final Ejection DEFAULTS = Ejection.defaults();

  private static final Mapping<Ejection> NUMBERS =
      new Mapping<>(List.of(FAILURES_IN_A_ROW, SLOWER_THAN_PEERS, FOR, AT_MOST), EjectWords::from);

  /** No replica is ever ejected. */
  private static final Ejection OFF =
      new Ejection(DEFAULTS.failuresInARow(), DEFAULTS.slowerThanPeers(), DEFAULTS.forNanos(), 0);

  private static final Scalar<Ejection> FALSE =
      new Scalar<>(
          new Syntax<>(
              "false or " + NUMBERS.expected(),
              Map.of("const", false),
              null,
              text -> {
                if (!text.equals("false")) {
                  throw new IllegalArgumentException(text);
                }
                return OFF;
              }));

  static final Shape<Ejection> SHAPE = new Eject();

  private EjectWords() {}

  private static Ejection from(Given given) {
    TimeSpan first = given.get(FOR);
    return new Ejection(
        given.get(FAILURES_IN_A_ROW, DEFAULTS.failuresInARow()),
        given.get(SLOWER_THAN_PEERS, DEFAULTS.slowerThanPeers()),
        first == null ? DEFAULTS.forNanos() : first.nanos(),
        given.get(AT_MOST, DEFAULTS.atMost()));
  }

  static String print(Ejection ejection) {
    return ejection.equals(OFF)
        ? "false"
        : new Flow()
            .put(FAILURES_IN_A_ROW, ejection.failuresInARow())
            .put(SLOWER_THAN_PEERS, FACTOR.text(ejection.slowerThanPeers()))
            .put(FOR, new TimeSpan(TimeUnit.NANOSECONDS.toMillis(ejection.forNanos())))
            .put(AT_MOST, SHARE.text(ejection.atMost()))
            .toString();
  }

  /** A mapping of numbers, or {@code false}. */
  private record Eject() implements Shape<Ejection> {
    @Override
    public @Nullable Ejection read(Place place) {
      return place.node() instanceof MappingNode ? NUMBERS.read(place) : FALSE.read(place);
    }

    @Override
    public String expected() {
      return FALSE.expected();
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("anyOf", List.of(FALSE.schema(), NUMBERS.schema()));
    }
  }
}
