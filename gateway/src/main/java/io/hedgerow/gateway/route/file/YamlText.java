package io.hedgerow.gateway.route.file;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Parses YAML to nodes with lines and columns. Limits nesting and aliases. */
final class YamlText {
  private static final int DEPTH_MAX = 20;
  private static final int ALIASES_MAX = 50;

  private YamlText() {}

  /** The only document of a text, or null after reporting a fault. */
  static @Nullable Node parse(String text, Reading reading) {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(true) // reported with all other faults
            .setAllowNonScalarKeys(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            .setMaxAliasesForCollections(ALIASES_MAX)
            .build();
    try {
      if (!isModest(text, settings, reading)) {
        return null;
      }
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        reading.fault(1, 1, "an empty file (expected: routes)");
      }
      return root.orElse(null);
    } catch (MarkedYamlEngineException e) {
      report(e, reading);
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      reading.fault(
          1 + (int) before.chars().filter(c -> c == '\n').count(),
          before.length() - before.lastIndexOf('\n'),
          "U+%04X (expected: no control characters)".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      reading.fault(1, 1, String.valueOf(e.getMessage()));
    }
    return null;
  }

  /**
   * Whether nesting and aliases are within their limits. Checked first, because the library would
   * overflow the stack, or report the fault without its place.
   */
  private static boolean isModest(String text, LoadSettings settings, Reading reading) {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof AliasEvent) {
        aliases++;
      }
      if (depth > DEPTH_MAX || aliases > ALIASES_MAX) {
        reading.fault(
            event.getStartMark().orElseThrow(),
            depth > DEPTH_MAX
                ? "nested too deeply (expected: at most " + DEPTH_MAX + " levels)"
                : "too many aliases (expected: at most " + ALIASES_MAX + ")");
        return false;
      }
    }
    return true;
  }

  private static void report(MarkedYamlEngineException e, Reading reading) {
    Mark problem = e.getProblemMark().or(e::getContextMark).orElseThrow();
    String context = e.getContext();
    if ("while scanning an alias".equals(context)) {
      reading.fault(e.getContextMark().orElse(problem), "* (expected: \"*\" in quotes)");
    } else if (e.getProblem().endsWith("but got {")) {
      reading.fault(problem, "{ in a list or mapping (expected: \"/a/{id}\" in quotes there)");
    } else {
      reading.fault(
          problem,
          context == null || context.isEmpty() ? e.getProblem() : context + ", " + e.getProblem());
    }
  }
}
