package io.hedgerow.gateway.manual;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hedgerow.gateway.manual.Rendered.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documentation as a small site. Pages are rendered on every request and not cached, so reading
 * one blocks for some milliseconds. Any thread may use it.
 */
public final class Manual {
  /**
   * A file of the site.
   *
   * @param contentType a media type
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares contents
  public record Content(String contentType, byte[] bytes) {
    private static Content of(String contentType, String text) {
      return new Content(contentType, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static final String USE = "Use";
  private static final String OPERATE = "Operate";
  private static final String ASSESS = "Assess";
  private static final String DEVELOP = "Develop";

  static final List<Chapter> CHAPTERS =
      List.of(
          new Chapter(USE, "Overview", "index.html", List.of("README.md")),
          new Chapter(
              USE, "Getting started", "getting-started.html", List.of("docs/GETTING-STARTED.md")),
          new Chapter(USE, "Problems", "problems.html", List.of("docs/PROBLEMS.md")),
          new Chapter(USE, "Routes", "routes.html", List.of("docs/ROUTES.md")),
          new Chapter(
              OPERATE, "Configuration", "configuration.html", List.of("docs/CONFIGURATION.md")),
          new Chapter(OPERATE, "Operations", "operations.html", List.of("docs/OPERATIONS.md")),
          new Chapter(OPERATE, "Console", "console.html", List.of("docs/CONSOLE.md")),
          new Chapter(OPERATE, "Metrics", "metrics.html", List.of("docs/METRICS.md")),
          new Chapter(OPERATE, "Tracing", "tracing.html", List.of("docs/TRACING.md")),
          new Chapter(OPERATE, "Security", "security.html", List.of("SECURITY.md")),
          new Chapter(ASSESS, "Discussion", "discussion.html", List.of("docs/DISCUSSION.md")),
          new Chapter(ASSESS, "Performance", "performance.html", List.of("docs/PERFORMANCE.md")),
          new Chapter(ASSESS, "Testing", "testing.html", List.of("docs/TESTING.md")),
          new Chapter(DEVELOP, "Architecture", "architecture.html", List.of("ARCHITECTURE.md")),
          new Chapter(
              DEVELOP,
              "Decisions",
              "decisions.html",
              List.of(
                  "docs/adr/0001-own-upstream-connections.md",
                  "docs/adr/0002-netty-timers.md",
                  "docs/adr/0003-integer-time.md",
                  "docs/adr/0004-relative-problem-types.md",
                  "docs/adr/0005-reset-budget.md",
                  "docs/adr/0006-swagger-ui.md",
                  "docs/adr/0007-rate-limit.md",
                  "docs/adr/0008-overload-control.md",
                  "docs/adr/0009-aot-cache.md",
                  "docs/adr/0010-yaml-of-routes.md",
                  "docs/adr/0011-slow-replicas.md",
                  "docs/adr/0012-commonmark.md",
                  "docs/adr/0013-console.md")),
          new Chapter(DEVELOP, "Contributing", "contributing.html", List.of("CONTRIBUTING.md")),
          new Chapter(DEVELOP, "Changes", "changes.html", List.of("CHANGELOG.md")));

  static final List<String> IMAGES =
      List.of(
          "console.png",
          "console-dark.png",
          "deadlines.svg",
          "hedging.svg",
          "overload.svg",
          "storm.svg");

  private static final String IMAGES_FOLDER = "docs/images/";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String STYLE = "manual.css";
  private static final String SCRIPT = "manual.js";
  private static final String SEARCH = "search.json";

  private Manual() {}

  /** A file of the site, such as {@code routes.html}; the first page for an empty name; or null. */
  public static @Nullable Content read(String file) {
    return switch (file) {
      case STYLE -> Content.of("text/css; charset=utf-8", text(STYLE));
      case SCRIPT -> Content.of("text/javascript; charset=utf-8", text(SCRIPT));
      case SEARCH -> Content.of("application/json", search());
      case "" -> Content.of(HTML, page(CHAPTERS.getFirst()));
      default -> {
        for (Chapter chapter : CHAPTERS) {
          if (chapter.file().equals(file)) {
            yield Content.of(HTML, page(chapter));
          }
        }
        yield IMAGES.contains(file)
            ? new Content(
                file.endsWith(".svg") ? "image/svg+xml" : "image/png", bytes(IMAGES_FOLDER + file))
            : null;
      }
    };
  }

  /**
   * Writes all files of the site into a folder, which is created if necessary.
   *
   * @return the number of files
   */
  public static int writeTo(Path folder) throws IOException {
    List<String> files =
        Stream.of(
                Stream.of(STYLE, SCRIPT, SEARCH),
                CHAPTERS.stream().map(Chapter::file),
                IMAGES.stream())
            .flatMap(names -> names)
            .toList();
    Files.createDirectories(folder);
    for (String file : files) {
      Content content = read(file);
      if (content != null) {
        Files.write(folder.resolve(file), content.bytes());
      }
    }
    return files.size();
  }

  static Rendered render(Chapter chapter) {
    return new Rendered(chapter, Manual::text, Manual::target);
  }

  /** The link to a Markdown file or an image within the site; null if the site does not have it. */
  static @Nullable String target(String source) {
    if (source.startsWith(IMAGES_FOLDER)) {
      String image = source.substring(IMAGES_FOLDER.length());
      return IMAGES.contains(image) ? image : null;
    }
    for (Chapter chapter : CHAPTERS) {
      int index = chapter.sources().indexOf(source);
      if (index == 0) {
        return chapter.file();
      } else if (index > 0) {
        Chapter alone = new Chapter("", "", "", List.of(source));
        // Without its links: two files may link to each other.
        Rendered rendered = new Rendered(alone, Manual::text, _ -> null);
        return chapter.file() + "#" + rendered.sections().getFirst().anchor();
      }
    }
    return source.equals("docs/adr") ? "decisions.html" : null;
  }

  private static String page(Chapter chapter) {
    Rendered rendered = render(chapter);
    return text("manual.html")
        .replace("{{title}}", escaped(chapter.title()))
        .replace("{{chapters}}", chapters(chapter))
        .replace("{{contents}}", contents(rendered.sections()))
        .replace("{{neighbours}}", neighbours(chapter))
        .replace("{{body}}", rendered.html());
  }

  private static String chapters(Chapter current) {
    StringBuilder html = new StringBuilder();
    String group = "";
    for (Chapter chapter : CHAPTERS) {
      if (!chapter.group().equals(group)) {
        group = chapter.group();
        html.append("<li class=\"group\">").append(group).append('\n');
      }
      html.append("<li><a href=\"")
          .append(chapter.file())
          .append(chapter.equals(current) ? "\" aria-current=\"page\">" : "\">")
          .append(chapter.title())
          .append("</a>\n");
    }
    return html.toString();
  }

  /** Links to the sections of a page, except to its title. */
  private static String contents(List<Section> sections) {
    StringBuilder html = new StringBuilder();
    for (Section section : sections.subList(1, sections.size())) {
      if (section.level() <= 3) {
        html.append("<li class=\"level-")
            .append(section.level())
            .append("\"><a href=\"#")
            .append(section.anchor())
            .append("\">")
            .append(escaped(section.title()))
            .append("</a>\n");
      }
    }
    return html.toString();
  }

  private static String neighbours(Chapter chapter) {
    int index = CHAPTERS.indexOf(chapter);
    StringBuilder html = new StringBuilder();
    if (index > 0) {
      html.append(neighbour(CHAPTERS.get(index - 1), "prev", "Previous"));
    }
    if (index < CHAPTERS.size() - 1) {
      html.append(neighbour(CHAPTERS.get(index + 1), "next", "Next"));
    }
    return html.toString();
  }

  private static String neighbour(Chapter chapter, String relation, String label) {
    return "<a href=\"%s\" rel=\"%s\"><small>%s</small> %s</a>\n"
        .formatted(chapter.file(), relation, label, chapter.title());
  }

  private static String search() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      for (Chapter chapter : CHAPTERS) {
        for (Section section : render(chapter).sections()) {
          json.writeStartObject();
          json.writeStringField("chapter", chapter.title());
          json.writeStringField("title", section.title());
          json.writeStringField("href", chapter.file() + "#" + section.anchor());
          json.writeStringField("text", section.text());
          json.writeEndObject();
        }
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String text(String resource) {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Manual.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
