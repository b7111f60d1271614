package io.hedgerow.gateway.route.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.SectionWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/ROUTES.md explains every word of the file: the words come from the schema. */
final class RoutesDocumentationTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*)", Pattern.DOTALL);
  private static final Pattern PART = Pattern.compile("\n(?=\\| )|\n(?=- )|\n\n");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]*|[A-Z]+");

  /** Words that are keys of docs/CONFIGURATION.md without their prefix; the page says so. */
  private static final Set<String> UPSTREAM_KEYS = SectionWords.UPSTREAM.settings().keySet();

  private static final Set<String> RATE_LIMIT_KEYS = SectionWords.RATE_LIMIT.settings().keySet();

  /** In a row of its own, or beside the word above it: in a row, a paragraph or a list item. */
  @Test
  void word_each_isOnThePageBesideItsParent() throws IOException {
    String page = Files.readString(Path.of("../docs/ROUTES.md"));
    List<Set<String>> parts = parts(page);
    List<Word> words = words("", RoutesFile.ROOT.schema()).distinct().toList();

    List<Word> missing =
        words.stream()
            .filter(word -> !word.isKey())
            .filter(
                word ->
                    word.isOfARoute()
                        ? !page.contains("\n| `" + word.name() + "` |")
                        : parts.stream().noneMatch(part -> part.containsAll(word.andItsParent())))
            .toList();

    assertThat(words).hasSizeGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  /** A word or one of the values to choose from, and the word above it; "" at the top. */
  private record Word(String parent, String name) {
    boolean isOfARoute() {
      return parent.equals("routes") || parent.equals("defaults");
    }

    Set<String> andItsParent() {
      return parent.isEmpty() ? Set.of(name) : Set.of(parent, name);
    }

    boolean isKey() {
      return (parent.equals("upstreams") && UPSTREAM_KEYS.contains(name))
          || UPSTREAM_KEYS.contains(parent)
          || (parent.equals("rate-limit") && RATE_LIMIT_KEYS.contains(name));
    }
  }

  private static Stream<Word> words(String parent, Object schema) {
    return switch (schema) {
      case Map<?, ?> keywords ->
          keywords.entrySet().stream()
              .flatMap(keyword -> words(parent, keyword.getKey(), keyword.getValue()));
      case Collection<?> schemas -> schemas.stream().flatMap(each -> words(parent, each));
      default -> Stream.empty();
    };
  }

  private static Stream<Word> words(String parent, Object keyword, Object value) {
    return switch (value) {
      case Map<?, ?> properties when keyword.equals("properties") ->
          properties.entrySet().stream()
              .flatMap(
                  each -> {
                    String name = String.valueOf(each.getKey());
                    return Stream.concat(
                        Stream.of(new Word(parent, name)), words(name, each.getValue()));
                  });
      case Collection<?> choices when keyword.equals("enum") ->
          choices.stream()
              .map(String::valueOf)
              .filter(choice -> !Set.of("true", "false").contains(choice))
              .map(choice -> new Word(parent, choice));
      case Object schema -> words(parent, schema);
    };
  }

  /** The words in code of each row, paragraph and item; a row has those of its head too. */
  private static List<Set<String>> parts(String page) {
    List<Set<String>> parts = new ArrayList<>();
    Set<String> head = Set.of();
    for (String part : PART.splitAsStream(page).toList()) {
      Set<String> words = new HashSet<>(part.startsWith("| ") ? head : Set.of());
      Stream.concat(YAML.matcher(part).results(), CODE.matcher(part).results())
          .map(code -> code.group(1))
          .flatMap(code -> WORD.matcher(code).results())
          .map(MatchResult::group)
          .forEach(words::add);
      parts.add(words);
      if (part.contains("\n|---")) {
        head = words;
      }
    }
    return parts;
  }
}
