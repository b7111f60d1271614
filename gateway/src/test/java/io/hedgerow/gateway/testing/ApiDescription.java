package io.hedgerow.gateway.testing;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Checks answers against the OpenAPI description, more strictly than a client: the gateway's own
 * bodies may have only the members that are described.
 */
public final class ApiDescription {
  /** Headers that need no description: every answer has Date, and OpenAPI covers the others. */
  public static final Set<String> IMPLIED_HEADERS =
      Set.of("content-type", "content-length", "date");

  private static final String ADDRESS = "urn:hedgerow:openapi";
  private static final JsonMapper JSON = new JsonMapper();

  private final JsonNode root;
  private final SchemaRegistry registry;

  private ApiDescription(JsonNode root) {
    this.root = root;
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(Map.of(ADDRESS, root.toString())));
  }

  public static ApiDescription read() throws IOException {
    try (InputStream in =
        ApiDescription.class.getResourceAsStream("/io/hedgerow/gateway/management/openapi.yaml")) {
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  public static ApiDescription of(String yaml) {
    // Not Jackson's YAML, which does not support aliases.
    JsonNode root = JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    close(root.at("/components/schemas/Attempt"));
    for (JsonNode content : root.findValues("application/problem+json")) {
      close(content.get("schema"));
    }
    return new ApiDescription(root);
  }

  private static void close(JsonNode schema) {
    ((ObjectNode) schema).put("unevaluatedProperties", false);
  }

  public static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  public JsonNode at(String pointer) {
    return root.at(pointer);
  }

  /** Each operation, such as {@code GET /api/all}, with the JSON pointer of its responses. */
  public Map<String, String> operations() {
    Map<String, String> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        operations.put(
            method.toUpperCase(Locale.ROOT) + " " + path.getKey(),
            "/paths/" + escaped(path.getKey()) + "/" + method + "/responses");
      }
    }
    for (String what : root.get("x-not-described").propertyNames()) {
      operations.put("any other " + what, "/x-not-described/" + what);
    }
    return operations;
  }

  /** Resolves the reference at this pointer; returns the pointer itself if there is none. */
  public String follow(String pointer) {
    JsonNode reference = root.at(pointer).path("$ref");
    return reference.isString() ? follow(reference.asString().substring(1)) : pointer;
  }

  /** The names of the members of the object at this pointer, each with its own pointer. */
  public Map<String, String> below(String pointer) {
    Map<String, String> below = new TreeMap<>();
    for (String name : root.at(pointer).propertyNames()) {
      below.put(name, follow(pointer + "/" + escaped(name)));
    }
    return below;
  }

  /** Every problem reason that a schema allows. */
  public Set<String> reasons(String schemaPointer) {
    Set<String> reasons = new TreeSet<>();
    String pointer = follow(schemaPointer);
    JsonNode reason = root.at(pointer + "/properties/reason");
    reason.path("enum").forEach(word -> reasons.add(word.asString()));
    if (reason.has("const")) {
      reasons.add(reason.get("const").asString());
    }
    for (String combined : List.of("/allOf", "/oneOf")) {
      for (int i = 0; i < root.at(pointer + combined).size(); i++) {
        reasons.addAll(reasons(pointer + combined + "/" + i));
      }
    }
    return reasons;
  }

  /** How a value violates the schema at this pointer; empty if it is valid. */
  public List<String> faults(JsonNode value, String schemaPointer) {
    SchemaLocation schema = SchemaLocation.of(ADDRESS + "#" + schemaPointer);
    return registry.getSchema(schema).validate(value).stream().map(Error::toString).toList();
  }

  /**
   * How an answer differs from the description.
   *
   * @param operation such as {@code GET /api/all}
   */
  public List<String> differences(String operation, RawResponse answer) {
    String responses = operations().get(operation);
    String response = follow(responses + "/" + answer.status());
    if (at(response).isMissingNode()) {
      response = follow(responses + "/" + answer.status() / 100 + "XX");
    }
    if (at(response).isMissingNode()) {
      return List.of("status " + answer.status());
    }
    List<String> differences = new ArrayList<>();
    String contentType = String.valueOf(answer.header("content-type"));
    Map<String, String> content = below(response + "/content");
    String media = content.getOrDefault(contentType, content.get("*/*"));
    if (media == null && !content.isEmpty()) {
      differences.add("content-type: " + contentType);
    } else if (media != null && !operation.startsWith("HEAD ")) {
      JsonNode body =
          contentType.endsWith("json") ? json(answer.body()) : StringNode.valueOf(answer.body());
      differences.addAll(faults(body, media + "/schema"));
    }
    Map<String, String> headers = below(response + "/headers");
    headers.forEach((name, header) -> differences.addAll(differences(answer, name, header)));
    Set<String> unknown = new TreeSet<>(answer.headers().navigableKeySet());
    unknown.removeAll(IMPLIED_HEADERS);
    headers.keySet().forEach(name -> unknown.remove(name.toLowerCase(Locale.ROOT)));
    unknown.forEach(name -> differences.add("header " + name));
    return differences;
  }

  private List<String> differences(RawResponse answer, String name, String header) {
    String value = answer.header(name.toLowerCase(Locale.ROOT));
    if (value == null) {
      return at(header + "/required").asBoolean(false) ? List.of("no " + name) : List.of();
    }
    boolean isNumber = at(header + "/schema/type").asString("").equals("integer");
    JsonNode typed = isNumber ? json(value) : StringNode.valueOf(value);
    return faults(typed, follow(header + "/schema"));
  }

  /** Every example in the description. */
  public List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    collectExamples("", root, examples);
    return examples;
  }

  /** An example, and the JSON pointers of itself and of its schema. */
  public record Example(String pointer, JsonNode value, String schemaPointer) {
    @Override
    public String toString() {
      return pointer;
    }
  }

  private static void collectExamples(String pointer, JsonNode node, List<Example> examples) {
    if (node.has("example")) {
      examples.add(new Example(pointer, node.get("example"), pointer + "/schema"));
    }
    if (node.path("examples").isArray()) {
      node.get("examples").forEach(value -> examples.add(new Example(pointer, value, pointer)));
    }
    if (node.path("examples").isObject()) {
      for (Map.Entry<String, JsonNode> named : node.get("examples").properties()) {
        JsonNode value = named.getValue().get("value");
        String name = pointer + "/examples/" + named.getKey();
        examples.add(new Example(name, value, pointer + "/schema"));
      }
      return;
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      collectExamples(pointer + "/" + escaped(child.getKey()), child.getValue(), examples);
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
