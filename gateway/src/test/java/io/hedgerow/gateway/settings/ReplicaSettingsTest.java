package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.core.replica.Ejection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReplicaSettingsTest {
  private static final UpstreamUrl URL = UpstreamUrl.parse("http://a");

  @Test
  void new_tooManyUrls_isRefused() {
    assertThat(ReplicaSettings.listed(Collections.nCopies(100, URL)).urls()).hasSize(100);
    assertThatThrownBy(() -> ReplicaSettings.listed(Collections.nCopies(101, URL)))
        .hasMessage("urls: 101 (expected: at most 100)");
    assertThatThrownBy(
            () -> new ReplicaSettings(List.of(URL, URL), true, Ejection.defaults(), null))
        .hasMessage("urls: 2 (expected: 1 with DNS)");
  }

  @Test
  void url_ofAnUpstream_isThatOfItsFirstReplica() throws InvalidSettings {
    UpstreamSettings embedded =
        EffectiveSettings.load(Map.of(), Map.of(), null).settings().upstream();
    List<UpstreamUrl> urls = List.of(URL, UpstreamUrl.parse("http://b"));

    assertThat(embedded.url()).isNull();
    assertThat(embedded.withReplicas(ReplicaSettings.listed(urls)).url()).isEqualTo(URL);
    assertThat(embedded.withReplicas(ReplicaSettings.listed(urls)).withUrl(URL).replicas())
        .isEqualTo(ReplicaSettings.listed(List.of(URL)));
  }
}
