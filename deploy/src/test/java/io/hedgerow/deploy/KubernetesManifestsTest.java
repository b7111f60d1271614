package io.hedgerow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The manifests contain only fields that Kubernetes knows, because it silently ignores others. */
final class KubernetesManifestsTest {
  private static final Path FOLDER = Path.of("kubernetes");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final int LONGEST_TIMEOUT_SECONDS = 60;
  private static final int CLOSING_SECONDS = 10;

  @Test
  void manifests_all_haveOnlyFieldsThatKubernetesKnows() throws Exception {
    List<String> kinds = new ArrayList<>();
    for (Path file : manifests()) {
      for (HasMetadata resource : resources(file)) {
        kinds.add(resource.getKind());
        assertThat(unknownFields(resource)).as(file.toString()).isEmpty();
      }
    }
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "Deployment",
            "Service",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget",
            "NetworkPolicy",
            "Namespace",
            "Service",
            "Service",
            "ServiceMonitor");
  }

  @Test
  void misspeltField_deepInside_isFound() throws Exception {
    String text = Files.readString(FOLDER.resolve("base/deployment.yaml"));
    Deployment deployment =
        YAML.unmarshal(text.replace("readinessProbe", "readynessProbe"), Deployment.class);

    assertThat(unknownFields(deployment))
        .containsExactly("Deployment.spec.template.spec.containers.readynessProbe");
  }

  @Test
  void gracePeriod_ofThePod_fitsTheDrain() throws Exception {
    PodSpec pod =
        YAML.unmarshal(Files.readString(FOLDER.resolve("base/deployment.yaml")), Deployment.class)
            .getSpec()
            .getTemplate()
            .getSpec();
    List<String> preStop =
        pod.getContainers().getFirst().getLifecycle().getPreStop().getExec().getCommand();

    assertThat(pod.getTerminationGracePeriodSeconds())
        .isGreaterThanOrEqualTo(
            Integer.parseInt(preStop.get(1)) + LONGEST_TIMEOUT_SECONDS + CLOSING_SECONDS);
    assertThat(pod.getEnableServiceLinks()).isFalse();
  }

  private static List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml") && !file.endsWith("routes.yaml"))
          .toList();
    }
  }

  private static List<HasMetadata> resources(Path file) throws IOException {
    List<HasMetadata> resources = new ArrayList<>();
    for (String document : Files.readString(file).split("(?m)^---$", -1)) {
      resources.add(YAML.<HasMetadata>unmarshal(document));
    }
    return resources;
  }

  private static List<String> unknownFields(HasMetadata resource) throws Exception {
    List<String> unknown = new ArrayList<>();
    // The model does not know the fields of kinds that the Prometheus Operator adds.
    if (!(resource instanceof GenericKubernetesResource)) {
      collectUnknown(resource.getKind(), resource, unknown);
    }
    return unknown;
  }

  /** Collects the unknown fields, which the objects of the model keep apart. */
  private static void collectUnknown(String path, @Nullable Object value, List<String> unknown)
      throws IllegalAccessException {
    if (value instanceof Collection<?> elements) {
      for (Object element : elements) {
        collectUnknown(path, element, unknown);
      }
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8.kubernetes")) {
      for (Field field : value.getClass().getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        field.setAccessible(true);
        if (field.getName().equals("additionalProperties")) {
          ((Map<?, ?>) field.get(value)).keySet().forEach(key -> unknown.add(path + "." + key));
        } else {
          collectUnknown(path + "." + field.getName(), field.get(value), unknown);
        }
      }
    }
  }
}
