package io.hedgerow.gateway.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random routes and paths, including hostile ones: matching and rewriting agree with an oracle made
 * of regular expressions, and every server reads a rewritten path in the same way.
 */
final class RoutePathsPropertyTest {
  private static final int ROUNDS = 100_000;
  private static final int PATHS_PER_ROUND = 3;

  private static final List<String> LITERALS =
      List.of("a", "b", "%61", "A", "c", "x@y", "x%40y", "~u", "%7eu", ".a", "...", "caf%C3%A9");

  private static final List<String> HARMLESS =
      List.of("a", "b", "c", "0", "A", "x@y", "~u", ".a", "...", "100%25", "%3F", "%20", "*");

  private static final List<String> HOSTILE =
      List.of(
          "/",
          "%2F",
          "%2f",
          "\\",
          "%5C",
          "%5c",
          ".",
          "..",
          "%2e",
          "%2E%2e",
          ".%2e",
          ";",
          "%3B",
          "..;",
          "..;a=b",
          ";a",
          "..%2F",
          "..%5c",
          "/../",
          "/..;/",
          "%",
          "%4",
          "%zz",
          "%2",
          "%u002e",
          "%00",
          "%0A",
          "%0d%0a",
          "%7f",
          "%C2%85",
          "\0",
          "\n",
          "\t",
          "\u007f",
          " ",
          "é",
          "\u012e",
          "%ff",
          "%C0%AE",
          "%c0%ae%c0%ae",
          "%c0%af",
          "%E0%80%AF",
          "%C3",
          "%A9",
          "%25",
          "%252e",
          "%252e%252e",
          "%252F",
          "%255c",
          "%25%32%66",
          "%25%32%65",
          "%2525",
          "25",
          "2e",
          "2F",
          "?",
          "#",
          "[",
          "{x}",
          "|",
          "^");

  private final SplittableRandom random = new SplittableRandom(20261126);

  private int matched;
  private int rewritten;
  private int refused;
  private int conflicting;
  private int undecided;

  @Test
  void matchingAndRewriting_agreeWithTheOracle_andLeaveNoRoomForServers() {
    for (int round = 0; round < ROUNDS; round++) {
      List<Route> routes = someRoutes();
      List<Shape> shapes = shapesOf(routes);
      List<RouteTable.Conflict> conflicts = RouteTable.conflicts(routes);
      assertThat(conflicts).as("%s", routes).hasSize(conflictsIn(shapes));
      if (!conflicts.isEmpty()) {
        conflicting++;
        continue;
      }
      RouteTable table = RouteTable.of(routes);
      for (int i = 0; i < PATHS_PER_ROUND; i++) {
        check(table, shapes, somePath(shapes));
      }
    }
    // The random cases must include every kind.
    assertThat(matched).isGreaterThan(ROUNDS / 4);
    assertThat(rewritten).isGreaterThan(ROUNDS / 8);
    assertThat(refused).isGreaterThan(ROUNDS / 4);
    assertThat(conflicting).isBetween(ROUNDS / 50, ROUNDS / 2);
    assertThat(undecided).isGreaterThan(ROUNDS / 50);
  }

  private void check(RouteTable table, List<Shape> shapes, String path) {
    String decoded = decodedOrNull(path);
    List<Shape> candidates =
        decoded == null ? List.of() : shapes.stream().filter(s -> s.matches(decoded)).toList();
    Shape expected = candidates.stream().min(Comparator.comparing(Shape::rank)).orElse(null);
    Match match = table.find(path);
    assertThat(match == null ? null : match.route())
        .as("%s in %s", path, shapes)
        .isEqualTo(expected == null ? null : expected.route());
    refused += decoded == null ? 1 : 0;
    undecided += candidates.size() > 1 ? 1 : 0;
    if (match == null || expected == null) {
      return;
    }
    matched++;
    for (String view : serverViews(path)) {
      Match seen = table.find(encoded(view));
      assertThat(seen == null ? null : seen.route())
          .as("%s as a server reads it: %s", path, view)
          .isSameAs(match.route());
    }
    PathTemplate target = match.route().target();
    if (target != null) {
      rewritten++;
      String expanded = target.expand(match);
      assertThat(expanded).isEqualTo(expected.rewritten(path, target.toString()));
      checkPlaces(target.toString(), expanded);
    }
  }

  /** Asserts that each literal of the template is in its place, however a server reads the path. */
  private static void checkPlaces(String template, String expanded) {
    String[] places = template.split("/", -1);
    for (String view : serverViews(expanded)) {
      String[] segments = view.split("/", -1);
      if (!template.endsWith("*")) {
        assertThat(segments)
            .as("%s as a server reads it: %s", expanded, view)
            .hasSameSizeAs(places);
      }
      for (int i = 0; i < places.length; i++) {
        if (!places[i].equals("*") && !places[i].startsWith("{")) {
          String literal = URI.create("/" + places[i]).getPath().substring(1);
          assertThat(segments[i])
              .as("%s as a server reads it: %s", expanded, view)
              .isEqualTo(literal);
        }
      }
    }
  }

  // The oracle

  /** One path of a route, as a regular expression for decoded paths. */
  private record Shape(Route route, String text, Pattern regex, String rank) {
    static Shape of(Route route, String text) {
      StringBuilder regex = new StringBuilder();
      StringBuilder rank = new StringBuilder();
      for (String segment : text.substring(1).split("/", -1)) {
        regex.append('/');
        if (segment.equals("*")) {
          regex.append(".*");
          rank.append('3');
        } else if (segment.startsWith("{")) {
          regex.append("[^/]+");
          rank.append('2');
        } else {
          regex.append(Pattern.quote(URI.create("/" + segment).getPath().substring(1)));
          rank.append('1');
        }
      }
      return new Shape(route, text, Pattern.compile(regex.toString()), rank.toString());
    }

    boolean matches(String decoded) {
      return regex.matcher(decoded).matches();
    }

    String rewritten(String path, String template) {
      Map<String, String> values = new HashMap<>();
      String[] segments = text.split("/", -1);
      String[] sent = path.split("/", -1);
      for (int i = 0; i < segments.length; i++) {
        if (segments[i].startsWith("{")) {
          values.put(segments[i], sent[i]);
        } else if (segments[i].equals("*")) {
          values.put("*", Arrays.stream(sent).skip(i).collect(Collectors.joining("/")));
        }
      }
      return Arrays.stream(template.split("/", -1))
          .map(segment -> values.getOrDefault(segment, segment))
          .collect(Collectors.joining("/"));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static List<Shape> shapesOf(List<Route> routes) {
    return routes.stream()
        .flatMap(route -> route.paths().stream().map(path -> Shape.of(route, path.toString())))
        .toList();
  }

  private static int conflictsIn(List<Shape> shapes) {
    long distinct = shapes.stream().map(shape -> shape.regex().pattern()).distinct().count();
    return (int) (shapes.size() - distinct);
  }

  private static @Nullable String decodedOrNull(String path) {
    if (!path.matches("(/([A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})*)+")
        || path.contains("//")) {
      return null;
    }
    String decoded = URI.create(path).getPath();
    boolean isRefused =
        decoded.contains("\ufffd")
            || decoded.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\' || c == ';')
            || decoded.chars().filter(c -> c == '/').count()
                != path.chars().filter(c -> c == '/').count()
            || List.of(decoded.split("/")).stream().anyMatch(s -> s.equals(".") || s.equals(".."))
            || decoded.matches(".*%[0-9A-Fa-f]{2}.*");
    return isRefused ? null : decoded;
  }

  // Servers

  /** How servers may read a path: they decode it not at all, once or twice, then resolve it. */
  private static List<String> serverViews(String path) {
    List<String> views = new ArrayList<>();
    List<UnaryOperator<String>> decoders =
        List.of(RoutePathsPropertyTest::decode, RoutePathsPropertyTest::decodeOverlong);
    for (UnaryOperator<String> decoder : decoders) {
      String once = decoder.apply(path);
      String twice = decoder.apply(once);
      for (String text : List.of(path, once, twice)) {
        String view = resolve(withoutParameters(text.replace('\\', '/')));
        // A server that resolves first may decode afterwards.
        views.add(decoder.apply(view));
      }
      views.add(resolve(decoder.apply(withoutParameters(path))));
    }
    return views.stream().distinct().toList();
  }

  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String part : text.split("(?=%)|(?<=%[0-9A-Fa-f]{2})", -1)) {
      if (part.matches("%[0-9A-Fa-f]{2}")) {
        bytes.write(HexFormat.fromHexDigits(part, 1, 3));
      } else {
        bytes.writeBytes(part.getBytes(UTF_8));
      }
    }
    return bytes.toString(UTF_8);
  }

  /** Decodes as old servers did, which accepted %C0%AE as a dot. */
  private static String decodeOverlong(String text) {
    return decode(text.replaceAll("(?i)%c0%ae", ".").replaceAll("(?i)%c0%af|%e0%80%af", "/"));
  }

  private static String withoutParameters(String path) {
    return path.replaceAll(";[^/]*", "");
  }

  /** Merges slashes and resolves dot segments. */
  private static String resolve(String path) {
    Deque<String> resolved = new ArrayDeque<>();
    String last = "";
    for (String segment : path.substring(1).split("/", -1)) {
      last = segment;
      if (segment.equals("..")) {
        resolved.pollLast();
      } else if (!segment.equals(".") && !segment.isEmpty()) {
        resolved.addLast(segment);
      }
    }
    boolean isDirectory = last.isEmpty() || last.equals(".") || last.equals("..");
    String joined = "/" + String.join("/", resolved);
    return isDirectory && !resolved.isEmpty() ? joined + "/" : joined;
  }

  private static String encoded(String text) {
    StringBuilder path = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      boolean isPlain = b == '/' || String.valueOf((char) b).matches("[A-Za-z0-9._~-]");
      path.append(isPlain ? String.valueOf((char) b) : "%%%02x".formatted(b));
    }
    return path.toString();
  }

  // Random cases

  private List<Route> someRoutes() {
    List<Route> routes = new ArrayList<>();
    int count = random.nextInt(1, 7);
    for (int i = 0; i < count; i++) {
      List<String> paths =
          Stream.generate(this::somePattern).limit(random.nextInt(5) == 0 ? 2 : 1).toList();
      routes.add(TestRoute.of("route" + i, chance(3, 4) ? someTemplate(paths) : null, paths));
    }
    return routes;
  }

  private String somePattern() {
    StringBuilder path = new StringBuilder();
    List<String> variables = new ArrayList<>(List.of("{x}", "{y}", "{z}"));
    int depth = random.nextInt(1, 4);
    for (int i = 0; i < depth; i++) {
      boolean isVariable = chance(1, 3);
      path.append('/')
          .append(isVariable ? variables.remove(random.nextInt(variables.size())) : one(LITERALS));
    }
    return path.append(one(List.of("", "", "", "", "/", "/*", "/*", "/*"))).toString();
  }

  /** A template with literals and the variables that all the paths have. */
  private String someTemplate(List<String> paths) {
    List<String> segments = new ArrayList<>(List.of("v2", "%7ep"));
    for (String variable : List.of("{x}", "{y}", "{z}")) {
      if (paths.stream().allMatch(path -> path.contains(variable)) && chance(3, 4)) {
        segments.add(random.nextInt(segments.size() + 1), variable);
      }
    }
    if (chance(1, 2)) {
      segments.removeFirst();
    }
    boolean hasRest = paths.stream().allMatch(path -> path.endsWith("*"));
    return "/" + String.join("/", segments) + (hasRest ? "/*" : one(List.of("", "/")));
  }

  /** A path that matches a shape or almost does, perhaps percent-encoded or made hostile. */
  private String somePath(List<Shape> shapes) {
    String shape = one(shapes).text();
    if (chance(1, 32)) {
      return shape;
    }
    StringBuilder path = new StringBuilder();
    for (String segment : shape.substring(1).split("/", -1)) {
      boolean isRest = segment.equals("*");
      boolean isOther = segment.startsWith("{") || chance(1, 16);
      String some = isRest ? someRest() : isOther ? one(HARMLESS) : segment;
      path.append('/').append(some);
    }
    if (chance(1, 3)) {
      encodeSomeLetters(path);
    }
    int hostile = chance(1, 2) ? 0 : random.nextInt(1, 4);
    for (int i = 0; i < hostile; i++) {
      path.insert(random.nextInt(chance(1, 50) ? 0 : 1, path.length() + 1), one(HOSTILE));
    }
    return path.toString();
  }

  private String someRest() {
    return Stream.generate(() -> one(HARMLESS))
            .limit(random.nextInt(4))
            .collect(Collectors.joining("/"))
        + one(List.of("", "", "/"));
  }

  private void encodeSomeLetters(StringBuilder path) {
    for (int i = path.length() - 1; i >= 0; i--) {
      char c = path.charAt(i);
      boolean isInEscape = path.substring(Math.max(0, i - 2), i).contains("%");
      if (c != '/' && c != '%' && !isInEscape && chance(1, 3)) {
        path.replace(i, i + 1, (chance(1, 2) ? "%%%02x" : "%%%02X").formatted((int) c));
      }
    }
  }

  private boolean chance(int times, int in) {
    return random.nextInt(in) < times;
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
