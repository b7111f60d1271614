package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of the repository that a test compares with the code's output. Run the tests with {@code
 * -Dgolden.update=true} to rewrite the files, and read the difference before you commit it.
 */
public final class Golden {
  private static final boolean IS_UPDATED = Boolean.getBoolean("golden.update");
  private static final String ADVICE =
      "%s differs from the code. If the change is meant, run the tests with -Dgolden.update=true";

  private Golden() {}

  /** Asserts that the golden file, named below {@code src/test/resources/golden}, is this text. */
  public static void assertMatches(String name, String actual) {
    Path file = Path.of("src/test/resources/golden", name);
    if (IS_UPDATED) {
      write(file, actual);
    }
    assertThat(Files.exists(file) ? read(file) : "").as(ADVICE, file).isEqualTo(actual);
  }

  /** Asserts that the lines between the two marker lines of a file are these. */
  public static void assertPartMatches(Path file, String begin, String end, String actual) {
    String whole = read(file);
    assertThat(whole).containsOnlyOnce(begin + "\n").containsOnlyOnce("\n" + end);
    int from = whole.indexOf(begin) + begin.length() + 1;
    int to = whole.indexOf("\n" + end) + 1;
    if (IS_UPDATED) {
      write(file, whole.substring(0, from) + actual + whole.substring(to));
    } else {
      assertThat(whole.substring(from, to)).as(ADVICE, file).isEqualTo(actual);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
