package io.hedgerow.gateway.settings;

import java.util.Collection;
import java.util.List;

/** Suggests names for a misspelt one. */
public final class Suggestion {
  private static final int NAMES_MAX = 2;
  private static final int DISTANCE_MAX = 3;

  private Suggestion() {}

  /**
   * The hint of an error message about an unknown name, such as {@code did you mean port?}.
   *
   * @param known the valid names
   * @param otherwise the hint if no name is similar
   */
  public static String of(String unknown, Collection<String> known, String otherwise) {
    List<String> names = nearest(unknown, known);
    if (names.isEmpty()) {
      names = known.stream().filter(name -> name.startsWith(unknown)).sorted().toList();
    }
    return names.isEmpty() || names.size() > NAMES_MAX
        ? otherwise
        : "did you mean " + String.join(" or ", names) + "?";
  }

  private static List<String> nearest(String unknown, Collection<String> known) {
    int distanceMax = Math.clamp(unknown.length() / 4, 1, DISTANCE_MAX);
    int nearest =
        known.stream().mapToInt(name -> distance(unknown, name)).min().orElse(Integer.MAX_VALUE);
    return known.stream()
        .filter(name -> distance(unknown, name) == Math.min(nearest, distanceMax))
        .sorted()
        .limit(NAMES_MAX)
        .toList();
  }

  /**
   * The number of edits that turn one word into the other: insert, remove or replace a character,
   * or swap two neighbours (optimal string alignment distance).
   */
  static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], 1 + edits[i - 2][j - 2]);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
