package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConfiguredTest {
  @Test
  void replacedBy_sameSettings_keepsTheValue() {
    Configured<@Nullable String, Object> before =
        Configured.<@Nullable String, Object>none()
            .replacedBy(settings("same", "1", "other", "1", "none", null), _ -> new Object());

    Configured<@Nullable String, Object> after =
        before.replacedBy(settings("same", "1", "other", "2", "none", null), _ -> new Object());

    assertThat(after.require("same")).isSameAs(before.require("same"));
    assertThat(after.require("none")).isSameAs(before.require("none"));
    assertThat(after.require("other")).isNotSameAs(before.require("other"));
  }

  @Test
  void replacedBy_otherNames_forgetsAndAdds() {
    Configured<@Nullable String, List<@Nullable String>> before =
        Configured.<@Nullable String, List<@Nullable String>>none()
            .replacedBy(settings("old", "1"), text -> List.of(String.valueOf(text)));

    Configured<@Nullable String, List<@Nullable String>> after =
        before.replacedBy(settings("new", "1"), text -> List.of(String.valueOf(text)));

    assertThat(after.get("old")).isNull();
    assertThat(after.values()).containsExactly(List.of("1"));
    assertThat(before.get("new")).isNull();
  }

  @Test
  void require_unknownName_saysWhichThereAre() {
    Configured<String, String> one =
        Configured.<String, String>none().replacedBy(Map.of("a", "1"), text -> text);

    assertThatThrownBy(() -> one.require("b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("b (expected: one of [a])");
  }

  private static Map<String, @Nullable String> settings(@Nullable String... namesAndTexts) {
    Map<String, @Nullable String> settings = new HashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      settings.put(String.valueOf(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
    return settings;
  }
}
