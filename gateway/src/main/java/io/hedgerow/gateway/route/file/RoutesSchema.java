package io.hedgerow.gateway.route.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The JSON Schema of the file of routes, for editors. */
public final class RoutesSchema {
  private RoutesSchema() {}

  /**
   * The schema, draft 2020-12. It describes words and values. Contradictions, such as two routes
   * with the same path, are found only by {@link RoutesFile}.
   */
  public static String json() {
    Map<String, Object> schema = new TreeMap<>(RoutesFile.ROOT.schema());
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Routes of Hedgerow");
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      write(schema, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out + "\n";
  }

  /** Writes keys in alphabetical order, so that the text is always the same. */
  private static void write(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case Map<?, ?> object -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : new TreeMap<>(object).entrySet()) {
          json.writeFieldName(String.valueOf(member.getKey()));
          write(member.getValue(), json);
        }
        json.writeEndObject();
      }
      case Iterable<?> array -> {
        json.writeStartArray();
        for (Object element : array) {
          write(element, json);
        }
        json.writeEndArray();
      }
      case Number number -> json.writeNumber(number.longValue());
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(value.toString());
    }
  }
}
