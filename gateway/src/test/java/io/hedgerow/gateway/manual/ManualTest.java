package io.hedgerow.gateway.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManualTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern HREF = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("id=\"([^\"]+)\"");

  @TempDir private Path folder;

  @Test
  void chapters_haveEveryMarkdownFile() throws IOException {
    Set<String> files;
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      files =
          Stream.concat(top, docs)
              .map(path -> ROOT.relativize(path).toString())
              .filter(path -> path.endsWith(".md"))
              .collect(Collectors.toSet());
    }
    assertThat(Manual.CHAPTERS.stream().flatMap(chapter -> chapter.sources().stream()))
        .containsExactlyInAnyOrderElementsOf(files);
  }

  /** Checks every link within the site, with its anchor. */
  @Test
  void links_leadSomewhere() throws IOException {
    Manual.writeTo(folder);
    Set<String> targets = new HashSet<>();
    for (String file : files()) {
      targets.add(file);
      if (file.endsWith(".png")) {
        continue;
      }
      matches(ID, file).forEach(id -> targets.add(file + "#" + id));
    }

    List<String> broken = new ArrayList<>();
    for (String file : files()) {
      if (file.endsWith(".png")) {
        continue;
      }
      for (String href : matches(HREF, file)) {
        String target = href.startsWith("#") ? file + href : href;
        if (!href.contains(":") && !targets.contains(target)) {
          broken.add(file + " -> " + href);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void linksOutsideTheSite_leadToFilesOfTheRepository() throws IOException {
    Pattern link = Pattern.compile("\\]\\(([^):#]+)(#[^)]*)?\\)");
    List<String> broken = new ArrayList<>();
    for (Chapter chapter : Manual.CHAPTERS) {
      for (String source : chapter.sources()) {
        Path file = ROOT.resolve(source);
        Matcher links = link.matcher(Files.readString(file));
        while (links.find()) {
          if (!Files.exists(file.resolveSibling(links.group(1)))) {
            broken.add(source + " -> " + links.group(1));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void page_isTheMarkdownInATemplate() {
    String page = html("routes.html");

    assertThat(page)
        .contains("<title>Routes · Hedgerow</title>")
        .contains("<a href=\"routes.html\" aria-current=\"page\">Routes</a>")
        .contains("<h2 id=\"replicas\">Replicas</h2>")
        .contains("<a href=\"#replicas\">Replicas</a>")
        .contains("<table tabindex=\"0\">")
        .doesNotContain("{{");
  }

  @Test
  void page_leadsToTheChaptersBesideIt_andToItsSections() {
    assertThat(html("configuration.html"))
        .contains("<li class=\"group\">Operate\n<li><a href=\"configuration.html\"")
        .contains("<a href=\"routes.html\" rel=\"prev\"><small>Previous</small> Routes</a>")
        .contains("<a href=\"operations.html\" rel=\"next\"><small>Next</small> Operations</a>")
        .contains("<li class=\"level-3\"><a href=\"#requests\">Requests</a>");
    assertThat(html("index.html")).doesNotContain("rel=\"prev\"");
    assertThat(html("changes.html")).doesNotContain("rel=\"next\"");
    assertThat(html("decisions.html"))
        .doesNotContain("<a href=\"#1-")
        .contains("<li class=\"level-1\"><a href=\"#2-");
  }

  @Test
  void decisions_areOnePage_andLinksLeadToEach() {
    assertThat(html("decisions.html")).contains("<h1 id=\"8-").contains("<h1 id=\"1-");
    assertThat(Manual.target("docs/adr/0001-own-upstream-connections.md"))
        .isEqualTo("decisions.html");
    assertThat(Manual.target("docs/adr/0008-overload-control.md")).startsWith("decisions.html#8-");
    assertThat(Manual.target("deploy/prometheus")).isNull();
  }

  @Test
  void search_hasEverySection() {
    JsonArray sections = new JsonArray(html("search.json"));

    JsonObject replicas =
        sections.stream()
            .map(JsonObject.class::cast)
            .filter(section -> section.getString("href").equals("routes.html#replicas"))
            .findFirst()
            .orElseThrow();
    assertThat(replicas.getString("title")).isEqualTo("Replicas");
    assertThat(replicas.getString("text")).contains("eject");
  }

  @Test
  void read_anythingElse_isNull() {
    assertThat(Manual.read("nothing.html")).isNull();
    assertThat(Manual.read("../manual.css")).isNull();
    assertThat(Manual.read("README.md")).isNull();
  }

  @Test
  void picture_isAnImageForLightAndOneForDark() {
    String source =
        """
        # Title

        <picture>
          <source media="(prefers-color-scheme: dark)" srcset="docs/images/console-dark.png">
          <img src="docs/images/console.png" alt="The <console>" width="900">
        </picture>

        <script>alert(1)</script>
        """;
    Chapter chapter = new Chapter("", "", "", List.of("README.md"));

    assertThat(new Rendered(chapter, _ -> source, Manual::target).html())
        .contains(
            "<img src=\"console.png\" alt=\"The &lt;console&gt;\" />"
                + "<img src=\"console-dark.png\" alt=\"The &lt;console&gt;\" />")
        .doesNotContain("script");
  }

  @Test
  void images_areThoseOfTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/images"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Manual.IMAGES);
    }
    for (String image : Manual.IMAGES) {
      Manual.Content content = Objects.requireNonNull(Manual.read(image));
      boolean isPlot = image.endsWith(".svg");
      assertThat(content.contentType()).isEqualTo(isPlot ? "image/svg+xml" : "image/png");
      assertThat(new String(content.bytes(), StandardCharsets.ISO_8859_1))
          .startsWith(isPlot ? "<svg " : "\u0089PNG")
          .hasSizeLessThan(300_000);
    }
  }

  @Test
  void anchor_isThatOfGitHub() {
    assertThat(Rendered.anchor("Hedge budget: what `x-y_z` costs, and why?"))
        .isEqualTo("hedge-budget-what-x-y_z-costs-and-why");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> matches(Pattern pattern, String file) throws IOException {
    return pattern
        .matcher(Files.readString(folder.resolve(file)))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static String html(String file) {
    return new String(Objects.requireNonNull(Manual.read(file)).bytes(), StandardCharsets.UTF_8);
  }
}
