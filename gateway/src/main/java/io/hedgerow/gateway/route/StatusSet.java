package io.hedgerow.gateway.route;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of HTTP statuses (200 to 599), written as a list of words: {@code 200}, {@code 2xx}, or
 * {@code not 408} to exclude one. The order of the words does not matter.
 */
public final class StatusSet {
  private static final Pattern WORD = Pattern.compile("(not )?([2-5])([0-9][0-9]|xx)");
  private static final int STATUSES = 600;

  private final List<String> words;
  private final BitSet statuses = new BitSet(STATUSES);

  private StatusSet(List<String> words) {
    this.words = List.copyOf(words);
  }

  /** The empty set. */
  public static StatusSet none() {
    return new StatusSet(List.of());
  }

  /**
   * The set of these words.
   *
   * @throws IllegalArgumentException with the invalid word as its message
   */
  public static StatusSet of(List<String> words) {
    StatusSet set = new StatusSet(words);
    BitSet excluded = new BitSet(STATUSES);
    for (String word : words) {
      Matcher matcher = WORD.matcher(word);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(word);
      }
      BitSet named = matcher.group(1) == null ? set.statuses : excluded;
      int hundreds = 100 * Integer.parseInt(matcher.group(2));
      if (matcher.group(3).equals("xx")) {
        named.set(hundreds, hundreds + 100);
      } else {
        named.set(hundreds + Integer.parseInt(matcher.group(3)));
      }
    }
    set.statuses.andNot(excluded);
    return set;
  }

  public boolean contains(int status) {
    return statuses.get(status);
  }

  /** The words that it was built from. */
  public List<String> words() {
    return words;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StatusSet set && set.statuses.equals(statuses);
  }

  @Override
  public int hashCode() {
    return statuses.hashCode();
  }

  @Override
  public String toString() {
    return words.toString();
  }
}
