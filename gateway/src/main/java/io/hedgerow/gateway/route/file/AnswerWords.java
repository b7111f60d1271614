package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.AnswerRule.Envelope;
import io.hedgerow.gateway.route.AnswerRule.Unless;
import io.hedgerow.gateway.settings.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** {@code answer}: how the successes of a race are returned to the caller. */
final class AnswerWords {
  private static final String OWN_MS = "own-ms";
  private static final String BODY = "body";

  private static final Syntax<AnswerRule> SIMPLE =
      Syntax.choice(List.of(new AnswerRule.Body(), new AnswerRule.Array()), AnswerWords::print);

  private static final Word<String> UNLESS_QUERY =
      new Word<>("query", PassWords.PARAMETER, "Query parameter that switches the envelope off");
  private static final Word<Boolean> UNLESS_IS =
      new Word<>(
          "is",
          new Scalar<>(
              new Syntax<>(
                  "true or false",
                  Map.of("enum", List.of(true, false, "true", "false")),
                  null,
                  Syntax.flag().parser())),
          "Value that switches it off; default: false");
  private static final Word<Envelope> ENVELOPE =
      new Word<>(
          "envelope",
          new Fields(),
          "A JSON object around the body: the names of its two fields, one own-ms, one body");
  private static final Word<Unless> UNLESS =
      new Word<>(
          "unless",
          new Mapping<>(
              List.of(UNLESS_QUERY, UNLESS_IS), List.of(UNLESS_QUERY), AnswerWords::unless),
          "How the caller asks for the body alone; default: it cannot");

  private static final Shape<AnswerRule> ENVELOPED =
      new Mapping<>(List.of(ENVELOPE, UNLESS), List.of(ENVELOPE), AnswerWords::enveloped);

  static final Shape<AnswerRule> SHAPE = new Answer();

  private AnswerWords() {}

  private static @Nullable Unless unless(Given given) {
    String query = given.get(UNLESS_QUERY);
    return query == null ? null : new Unless(query, given.get(UNLESS_IS, false));
  }

  private static @Nullable AnswerRule enveloped(Given given) {
    Envelope envelope = given.get(ENVELOPE);
    return envelope == null
        ? null
        : new Envelope(envelope.time(), envelope.api(), given.get(UNLESS));
  }

  static String print(AnswerRule answer) {
    return switch (answer) {
      case AnswerRule.Body _ -> BODY;
      case AnswerRule.Array _ -> "array";
      case Envelope(String time, String api, @Nullable Unless unless) -> {
        Flow fields = new Flow().put(Flow.text(time), OWN_MS).put(Flow.text(api), BODY);
        Flow flow = new Flow().put(ENVELOPE, fields);
        if (unless != null) {
          flow.put(
              UNLESS,
              new Flow()
                  .put(UNLESS_QUERY, Flow.text(unless.query()))
                  .put(UNLESS_IS, Flow.quoted(Boolean.toString(unless.is()))));
        }
        yield flow.toString();
      }
    };
  }

  /** A single word, or an envelope. */
  private record Answer() implements Shape<AnswerRule> {
    @Override
    public @Nullable AnswerRule read(Place place) {
      return place.node() instanceof MappingNode
          ? ENVELOPED.read(place)
          : new Scalar<>(SIMPLE).read(place);
    }

    @Override
    public String expected() {
      return "body, array, or an envelope";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("anyOf", List.of(SIMPLE.schema(), ENVELOPED.schema()));
    }
  }

  /** The fields of an envelope, without its {@code unless}. */
  private record Fields() implements Shape<Envelope> {
    /** Names that JSON need not escape. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.$-]{1,64}");

    private static final Scalar<String> VALUE =
        new Scalar<>(Syntax.choice(List.of(OWN_MS, BODY), word -> word));

    @Override
    public @Nullable Envelope read(Place place) {
      List<Entry> entries = Entry.of(place, expected());
      if (entries == null) {
        return null;
      }
      Map<String, String> nameOfValue = new HashMap<>();
      List<Entry> valid = new ArrayList<>();
      for (Entry entry : entries) {
        String value = VALUE.read(entry.value());
        if (!NAME.matcher(entry.name()).matches()) {
          entry.key().faultInsteadOf("a field name of letters, digits, _, ., $ and -");
        } else if (value != null && nameOfValue.put(value, entry.name()) != null) {
          entry.value().faultInsteadOf("once");
        } else if (value != null) {
          valid.add(entry);
        }
      }
      String time = nameOfValue.get(OWN_MS);
      String api = nameOfValue.get(BODY);
      if (valid.size() == entries.size() && (time == null || api == null)) {
        place.faultInsteadOf(expected());
      }
      return time == null || api == null ? null : new Envelope(time, api, null);
    }

    @Override
    public String expected() {
      return "two fields, one own-ms, one body";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of(
          "type",
          "object",
          "propertyNames",
          Map.of("pattern", "^" + NAME.pattern() + "$"),
          "additionalProperties",
          VALUE.schema(),
          "minProperties",
          2,
          "maxProperties",
          2);
    }
  }
}
