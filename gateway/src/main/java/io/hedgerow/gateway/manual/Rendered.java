package io.hedgerow.gateway.manual;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentRenderer;
import org.jspecify.annotations.Nullable;

/**
 * A chapter rendered as HTML, and its sections for the table of contents and the search. A link to
 * another Markdown file becomes a link to its chapter. Links to other files are removed; their text
 * stays.
 */
final class Rendered {
  /**
   * A heading and the text below it, up to the next heading.
   *
   * @param level 1 to 6
   * @param anchor its id in the page
   */
  record Section(int level, String anchor, String title, String text) {}

  private static final List<Extension> TABLES = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
  private static final TextContentRenderer TEXT =
      TextContentRenderer.builder()
          .lineBreakRendering(LineBreakRendering.STRIP)
          .extensions(TABLES)
          .build();

  private static final Pattern PICTURE =
      Pattern.compile(
          "<picture>\\s*<source [^>]*srcset=\"(?<dark>[^\"]+)\"[^>]*>\\s*"
              + "<img (?=[^>]*src=\"(?<light>[^\"]+)\")(?=[^>]*alt=\"(?<alt>[^\"]*)\")");

  private final StringBuilder html = new StringBuilder();
  private final List<Section> sections = new ArrayList<>();
  private final Set<String> anchors = new HashSet<>();

  /**
   * Renders a chapter.
   *
   * @param text reads a source
   * @param target the link to a source within the site; null for files that the site does not have
   */
  Rendered(
      Chapter chapter, Function<String, String> text, Function<String, @Nullable String> target) {
    for (String source : chapter.sources()) {
      Node document = PARSER.parse(text.apply(source));
      document.accept(new Links(source, target));
      Map<Node, String> ids = new HashMap<>();
      readSections(document, ids);
      HtmlRenderer.builder()
          .extensions(TABLES)
          .escapeHtml(true)
          .attributeProviderFactory(
              _ ->
                  (node, tag, attributes) -> {
                    if (tag.equals("pre") || tag.equals("table")) {
                      // So that the keyboard can scroll them.
                      attributes.put("tabindex", "0");
                    }
                    if (node instanceof Heading) {
                      attributes.put("id", ids.get(node));
                    }
                  })
          .build()
          .render(document, html);
    }
  }

  String html() {
    return html.toString();
  }

  List<Section> sections() {
    return List.copyOf(sections);
  }

  /** The anchor of a heading, as GitHub forms it. */
  static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private void readSections(Node document, Map<Node, String> ids) {
    Heading heading = null;
    Node node = document.getFirstChild();
    List<Node> texts = new ArrayList<>();
    for (; node != null; node = node.getNext()) {
      if (node instanceof Heading next) {
        add(heading, texts, ids);
        texts.clear();
        heading = next;
      } else {
        texts.add(node);
      }
    }
    add(heading, texts, ids);
  }

  private void add(@Nullable Heading heading, List<Node> texts, Map<Node, String> ids) {
    if (heading == null) {
      return;
    }
    String title = title(heading);
    String anchor = anchor(title);
    String unique = anchor;
    for (int number = 1; !anchors.add(unique); number++) {
      unique = anchor + "-" + number;
    }
    ids.put(heading, unique);
    StringBuilder text = new StringBuilder();
    texts.forEach(node -> text.append(TEXT.render(node)).append(' '));
    sections.add(new Section(heading.getLevel(), unique, title, text.toString().strip()));
  }

  private static String title(Heading heading) {
    StringBuilder title = new StringBuilder();
    heading.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            title.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            title.append(code.getLiteral());
          }
        });
    return title.toString();
  }

  /**
   * Replaces a source's links and images by those of the site, and removes HTML comments. Of other
   * HTML, only the images of a {@code <picture>} stay: one for light and one for dark.
   */
  private static final class Links extends AbstractVisitor {
    private final URI source;
    private final Function<String, @Nullable String> target;

    Links(String source, Function<String, @Nullable String> target) {
      this.source = URI.create(source);
      this.target = target;
    }

    @Override
    public void visit(HtmlBlock html) {
      Paragraph images = new Paragraph();
      Matcher picture = PICTURE.matcher(html.getLiteral());
      if (picture.find()) {
        for (String file : List.of(picture.group("light"), picture.group("dark"))) {
          Image image = new Image(file, null);
          image.appendChild(new Text(picture.group("alt")));
          images.appendChild(image);
        }
        html.insertBefore(images);
        visitChildren(images);
      }
      html.unlink();
    }

    @Override
    public void visit(Image image) {
      String file = target(URI.create(image.getDestination()));
      if (file == null) {
        image.unlink();
      } else {
        image.setDestination(file);
      }
    }

    @Override
    public void visit(Link link) {
      visitChildren(link);
      URI uri = URI.create(link.getDestination());
      if (uri.isAbsolute() || link.getDestination().startsWith("#")) {
        return;
      }
      String page = target(uri);
      if (page == null) {
        while (link.getFirstChild() != null) {
          link.insertBefore(link.getFirstChild());
        }
        link.unlink();
      } else if (uri.getRawFragment() == null) {
        link.setDestination(page);
      } else {
        link.setDestination(page.replaceFirst("#.*", "") + "#" + uri.getRawFragment());
      }
    }

    private @Nullable String target(URI uri) {
      // Resolved against a root, because java.net.URI keeps a leading "..".
      URI resolved = URI.create("/").resolve(source).resolve(uri);
      return target.apply(resolved.getPath().substring(1));
    }
  }
}
