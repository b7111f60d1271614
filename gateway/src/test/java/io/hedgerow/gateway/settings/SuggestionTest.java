package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', ab, 2",
    "ab, '', 2",
    "ab, ab, 0",
    "ab, ba, 1",
    "prot, port, 1",
    "abc, ac, 1",
    "ac, abc, 1",
    "abc, axc, 1",
    "abcd, badc, 2",
    "ca, abc, 3",
  })
  void distance_countsInsertedRemovedReplacedAndSwappedCharacters(String a, String b, int edits) {
    assertThat(Suggestion.distance(a, b)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource({
    "prot, did you mean port?",
    "pot, did you mean port?",
    "po, did you mean port?",
    "porrtt, none",
    "a, none",
    "upstream.tls.verify, none",
    "upstream.tsl.kye, did you mean upstream.tls.key?",
    "hostt, did you mean host?",
    "zzz, none",
    "a-b-x, did you mean a-b-c or a-b-d?",
  })
  void of_namesTheOneOrTwoNearestNames(String unknown, String expected) {
    List<String> known = List.of("port", "a-b-e", "a-b-d", "a-b-c", "host", "upstream.tls.key");
    assertThat(Suggestion.of(unknown, known, "none")).isEqualTo(expected);
  }

  @Test
  void of_nothingKnown_isNone() {
    assertThat(Suggestion.of("port", List.of(), "none")).isEqualTo("none");
  }
}
