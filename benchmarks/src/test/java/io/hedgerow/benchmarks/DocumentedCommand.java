package io.hedgerow.benchmarks;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A command of a Markdown file: a line of a block {@code sh}, a line with a prompt of a block
 * {@code console}, or code in the text that begins with {@code ./hedgerow}.
 *
 * @param page the file, relative to the checkout
 * @param block the number of its block in the page; 0 in the text
 */
record DocumentedCommand(String page, int block, String text) {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`((?:[A-Z_]+=\\S+ )?\\./hedgerow[^`]*)`");
  private static final Pattern LOOKS_LIKE_ONE =
      Pattern.compile("^(\\$ |(\\w+=\\S+ )*(\\./hedgerow|bin/|curl|docker|kubectl|mvn)\\b).*");
  private static final Pattern ASSIGNMENTS = Pattern.compile("^(?:[A-Z_]+=\\S+ )*");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
  private static final Pattern COMMENT = Pattern.compile(" +# .*$");

  /** All commands of a page, in its order. */
  static List<DocumentedCommand> of(Path root, String page) throws IOException {
    String text = Files.readString(root.resolve(page));
    List<DocumentedCommand> commands = new ArrayList<>();
    int block = 0;
    for (MatchResult fence : FENCE.matcher(text).results().toList()) {
      block++;
      for (String line : fence.group(2).lines().toList()) {
        String command =
            switch (fence.group(1)) {
              case "sh" -> COMMENT.matcher(line).replaceFirst("");
              case "console" -> line.startsWith("$ ") ? line.substring(2) : "";
              default -> "";
            };
        if (!command.isEmpty()) {
          commands.add(new DocumentedCommand(page, block, command));
        } else if (LOOKS_LIKE_ONE.matcher(line).matches()) {
          throw new IllegalStateException(
              "%s: %s (expected: a block `sh`, or `console` with output)".formatted(page, line));
        }
      }
    }
    String prose = FENCE.matcher(text).replaceAll("").replace('\n', ' ');
    INLINE
        .matcher(prose)
        .results()
        .forEach(code -> commands.add(new DocumentedCommand(page, 0, code.group(1))));
    return commands;
  }

  boolean isRun() {
    return block > 0;
  }

  /** Such as {@code curl}. */
  String program() {
    return words().getFirst();
  }

  /** What follows the program, without quotes. */
  List<String> arguments() {
    return words().subList(1, words().size());
  }

  private List<String> words() {
    return WORD.matcher(ASSIGNMENTS.matcher(text).replaceFirst("").split(" \\| ", 2)[0])
        .results()
        .map(word -> word.group().replaceAll("['\"]", ""))
        .toList();
  }

  /** The first file {@code name} that a YAML block of the page shows, or "" if none does. */
  static String file(Path root, String page, String name) throws IOException {
    return FENCE
        .matcher(Files.readString(root.resolve(page)))
        .results()
        .filter(fence -> fence.group(1).equals("yaml"))
        .map(fence -> fence.group(2))
        .filter(yaml -> yaml.startsWith("# " + name + "\n"))
        .limit(1)
        .collect(joining());
  }

  @Override
  public String toString() {
    return page + ": " + text;
  }
}
