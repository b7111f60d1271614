package io.hedgerow.gateway.route.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema accepts what the reader accepts, and refuses wrong words, types and values. */
final class RoutesSchemaTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema SCHEMA = REGISTRY.getSchema(RoutesSchema.json());

  @Test
  void schema_isValidItself() {
    Schema metaSchema =
        REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(metaSchema.validate(JSON.readTree(RoutesSchema.json()))).isEmpty();
  }

  @Test
  void schema_describesEveryWord() {
    List<String> without = new ArrayList<>();
    JsonNode schema = JSON.readTree(RoutesSchema.json());
    schema
        .findValues("properties")
        .forEach(
            words ->
                words
                    .properties()
                    .forEach(
                        word -> {
                          if (word.getValue().path("description").asString("").isEmpty()) {
                            without.add(word.getKey());
                          }
                        }));
    assertThat(schema.findValues("description")).hasSizeGreaterThan(60);
    assertThat(without).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"four-endpoints.yaml", "catalogue.yaml", "prefix.yaml", "replicas.yaml"})
  void example_andItsPrint_areValid(String name) throws Exception {
    assertThat(errors(RoutesPrinterTest.example(name))).isEmpty();
    assertThat(errors(golden(name))).isEmpty();
  }

  @Test
  void builtInRoutes_areValid() throws IOException {
    assertThat(errors(golden("built-in.yaml"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to: ''",
        "path: [/b, /c]",
        "methods: GET",
        "plan: {}",
        "success: {status: 200, json: {at: ''}}",
        "final: not 408",
        "final: []",
        "pass: {query: '*', headers: a, back: []}",
        "deadline: {required: false, max: 1ms}",
        "answer: {envelope: {a: own-ms, b: body}, unless: {query: q, is: false}}",
        "budget: {share: 1}",
        "coalesce: true",
        "plan: {hedges: 1, hedge-delay: 1s, shadow: true}",
        "plan: {shadow: false}",
      })
  void line_thatTheReaderAccepts_isValid(String line) {
    String text = route(line);
    assertThat(RoutesText.faults(text)).isEmpty();
    assertThat(errors(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pth: /b",
        "plan: fast",
        "plan: {attempts: 0}",
        "plan: {attempts: '1'}",
        "plan: {hedges: 1, hedge-delay: 300}",
        "plan: {ending: first}",
        "methods: POST",
        "methods: []",
        "methods: [GET, GET]",
        "to: b",
        "upstream: 7",
        "deadline: {query: 1}",
        "deadline: {above: refus}",
        "deadline: {required: 'true'}",
        "success: {status: []}",
        "success: {status: [600]}",
        "success: {json: {is: number}}",
        "success: {json: {at: time}}",
        "success: {json: {at: /a, is: number, min: 0.5}}",
        "success: {body-max: 64}",
        "final: [4x]",
        "pass: {headers: [a b]}",
        "pass: {query: ['*']}",
        "statuses: {deadline: 200}",
        "answer: bdy",
        "answer: {unless: {query: a}}",
        "answer: {envelope: {a: own-ms}}",
        "budget: {burst: 5}",
        "budget: {share: 2}",
        "rate-limit: {requests: 0}",
        "coalesce: 'true'",
        "plan: {hedges: 1, hedge-delay: 1s, shadow: 1}",
      })
  void line_withAFault_isInvalid(String line) {
    String text = route(line);
    assertThat(RoutesText.faults(text)).isNotEmpty();
    assertThat(errors(text)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "url: http://h",
        "replicas: [http://a]",
        "replicas: [http://a/v1, http://b/v1]",
        "replicas: {dns: https://h}",
        "replicas: [http://a], eject: false",
        "replicas: [http://a], eject: {}",
        "replicas: [http://a], eject: {slower-than-peers: 1.5, for: 1h, at-most: 0}",
        "replicas: [http://a], health: {path: /up}",
      })
  void upstream_thatTheReaderAccepts_isValid(String words) {
    String text = upstream(words);
    assertThat(RoutesText.faults(text)).isEmpty();
    assertThat(errors(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "url: http://h, eject: false",
        "url: http://h, replicas: [http://a]",
        "url: http://h, eject: {}",
        "url: http://h, health: {path: /up}",
        "replicas: http://a",
        "replicas: []",
        "replicas: [http://a, http://a]",
        "replicas: {}",
        "replicas: {dns: http://h, url: http://h}",
        "replicas: [http://a], eject: true",
        "replicas: [http://a], eject: 'false'",
        "replicas: [http://a], eject: {failures-in-a-row: 0}",
        "replicas: [http://a], eject: {failures-in-a-row: 1001}",
        "replicas: [http://a], eject: {slower-than-peers: 1}",
        "replicas: [http://a], eject: {slower-than-peers: 100.1}",
        "replicas: [http://a], eject: {at-most: 1.1}",
        "replicas: [http://a], eject: {for: 10}",
        "replicas: [http://a], health: {every: 5s}",
        "replicas: [http://a], health: {path: up}",
        "replicas: [http://a], health: {path: /up, every: 5}",
      })
  void upstream_withAFault_isInvalid(String words) {
    String text = upstream(words);
    assertThat(RoutesText.faults(text)).isNotEmpty();
    assertThat(errors(text)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "route: {a: {path: /a}}",
        "routes: {A: {path: /a}}",
        "routes: {a: {}}",
        "routes: {a: {path: /a}}\nupstreams: {u: {}}",
        "routes: {a: {path: /a}}\nupstreams: {u: {url: http://h, protocol: http3}}",
        "routes: {a: {path: /a}}\nupstreams: {u: {url: http://h, pending-max: -1}}",
        "routes: {a: {path: /a}}\nupstreams: {u: {url: http://h, idle-timeout: 5}}",
        "routes: {a: {path: /a}}\ndefaults: {path: /a}",
      })
  void file_withAFault_isInvalid(String text) {
    assertThat(RoutesText.faults(text)).isNotEmpty();
    assertThat(errors(text)).isNotEmpty();
  }

  private static String route(String line) {
    String path = line.startsWith("path:") ? "" : "    path: /a\n";
    return "routes:\n  a:\n" + path + "    " + line + "\n";
  }

  private static String upstream(String words) {
    return "routes: {a: {path: /a}}\nupstreams: {u: {" + words + "}}";
  }

  private static String golden(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/golden/routes", name));
  }

  static List<String> errors(String yaml) {
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return SCHEMA.validate(JSON.<JsonNode>valueToTree(document)).stream()
        .map(Error::toString)
        .toList();
  }
}
