package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.route.ConnectionFields;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.PassRule;
import io.hedgerow.gateway.settings.Syntax;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code pass}: what passes between caller and upstream. */
final class PassWords {
  private static final String ALL = "*";

  /** Headers that Hedgerow sets itself. */
  private static final Set<String> OWN =
      Set.of("traceparent", "tracestate", "hedgerow-deadline-ms");

  /** The name of a query parameter. */
  static final Shape<String> PARAMETER =
      new Scalar<>(
          Syntax.of(
              "the name of a query parameter",
              Pattern.compile("(?!\\*$)[^\\x00-\\x20\\x7f]+"),
              name -> name));

  private static final Word<Names> QUERY =
      new Word<>("query", new NamesShape(PARAMETER), "Query parameters of the request that pass");
  private static final Word<Names> HEADERS =
      new Word<>(
          "headers",
          new NamesShape(
              new FieldName(name -> ConnectionFields.contains(name) || OWN.contains(name))),
          "Headers of the request that pass");
  private static final Word<Names> BACK =
      new Word<>(
          "back",
          new NamesShape(
              new FieldName(name -> ConnectionFields.contains(name) || name.equals("date"))),
          "Headers of the upstream's answer that pass");

  static final Shape<PassRule> SHAPE =
      new Mapping<>(List.of(QUERY, HEADERS, BACK), PassWords::from);

  private PassWords() {}

  private static PassRule from(Given given) {
    return new PassRule(
        given.get(QUERY, Names.none()),
        given.get(HEADERS, Names.none()),
        given.get(BACK, Names.none()));
  }

  static String print(PassRule pass) {
    return new Flow()
        .put(QUERY, print(pass.query()))
        .put(HEADERS, print(pass.headers()))
        .put(BACK, print(pass.back()))
        .toString();
  }

  private static String print(Names names) {
    return switch (names) {
      case Names.All _ -> Flow.text(ALL);
      case Names.Only(List<String> some) -> Flow.list(some);
    };
  }

  /** An asterisk for every name, or some names. */
  private record NamesShape(Listing<String> names) implements Shape<Names> {
    NamesShape(Shape<String> name) {
      this(new Listing<>(name, 0));
    }

    @Override
    public @Nullable Names read(Place place) {
      if (ALL.equals(place.text())) {
        return new Names.All();
      }
      List<String> some = names.read(place);
      return some == null ? null : new Names.Only(some);
    }

    @Override
    public String expected() {
      return "\"*\" or " + names.expected();
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("anyOf", List.of(Map.of("const", ALL), names.schema()));
    }
  }
}
