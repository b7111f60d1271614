package io.hedgerow.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: sends one request to a gateway and prints its race as a timeline. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Sends one request to a running gateway and prints its race: which attempts were made, when"
          + " and why, how each ended, and how much of the timeout was left."
    },
    footer = {
      "",
      "A bar ends with * for a success or a final answer, x for a failure, - for a cancelled"
          + " attempt, > for a timeout.",
      "",
      "Exit status: 0 for an answer with status 200 to 299, 1 if there is no answer, 2 for an"
          + " invalid argument, 3 for an answer with any other status.",
      "",
      "Example: ./hedgerow explain 'http://localhost:8000/api/smart?timeout=1000'"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(11);
  private static final int ANSWERED_WITH_ERROR = 3;

  /** No route serves a path with a semicolon, so nothing is sent upstream. */
  private static final String UNSERVED_PATH = "/;";

  private static final Pattern HEADER = Pattern.compile("([^:\\s]+):\\s*(.*)");
  private static final Pattern TIMEOUT = Pattern.compile("(?:^|&)timeout=(\\d{1,10})(?:&|$)");

  /** The entry of a route from a file, with the timeout that applied. */
  private static final Pattern TIMED_ROUTE =
      Pattern.compile("route;desc=\"([a-z0-9-]+)\";timeout=(\\d{1,10})");

  private static final Pattern PROBLEM_ROUTE = Pattern.compile("\"route\":\"([a-z0-9-]+)\"");

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "HEADER",
      description = "Header of the request, such as 'Accept-Language: de'; may be repeated")
  private List<String> headers = List.of();

  @Parameters(paramLabel = "URL", description = "URL of a request to a route, in quotes")
  private @Nullable URI url;

  @Override
  public Integer call() throws InterruptedException {
    CommandLine commandLine = commandLine();
    URI target = url;
    if (target == null
        || target.getHost() == null
        || !String.valueOf(target.getScheme()).startsWith("http")) {
      throw new CommandLine.ParameterException(
          commandLine,
          "URL: "
              + target
              + " (expected: a URL such as http://localhost:8000/api/smart?timeout=1000)");
    }
    HttpRequest request = request(target);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build()) {
      // The first request loads classes and opens the connection; only the second is measured.
      client.send(
          HttpRequest.newBuilder(target.resolve(UNSERVED_PATH)).build(), BodyHandlers.discarding());
      long startNanos = System.nanoTime();
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      print(commandLine.getOut(), response, (System.nanoTime() - startNanos) / 1e6);
      boolean isSuccess = response.statusCode() / 100 == 2;
      return isSuccess ? CommandLine.ExitCode.OK : ANSWERED_WITH_ERROR;
    } catch (IOException e) {
      commandLine.getErr().println("cannot reach " + target + ": " + reason(target, e));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private HttpRequest request(URI target) {
    HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(ANSWER_LIMIT);
    for (String header : headers) {
      Matcher parts = HEADER.matcher(header);
      try {
        if (!parts.matches()) {
          throw new IllegalArgumentException("no name and colon");
        }
        request.header(parts.group(1), parts.group(2));
      } catch (IllegalArgumentException e) {
        throw new CommandLine.ParameterException(
            commandLine(),
            "--header: " + header + " (expected: a header such as 'Accept-Language: de')",
            e);
      }
    }
    return request.build();
  }

  private static void print(PrintWriter out, HttpResponse<byte[]> response, double tookMs) {
    String timing = response.headers().firstValue("server-timing").orElse("");
    AnsweredBody body = AnsweredBody.of(response);
    Matcher route = TIMED_ROUTE.matcher(timing);
    boolean isRouteTimed = route.find();
    double timeoutMs =
        isRouteTimed ? Double.parseDouble(route.group(2)) : timeoutMs(response.uri());
    out.println("GET " + response.uri());
    out.printf(Locale.ROOT, "%d after %.1f ms", response.statusCode(), tookMs);
    if (timeoutMs > 0) {
      out.printf(Locale.ROOT, " of %.0f; %s", timeoutMs, inWords(timeoutMs - tookMs));
    }
    out.println();
    Matcher problem = PROBLEM_ROUTE.matcher(body.problem());
    if (isRouteTimed || problem.find()) {
      out.println("Route: " + (isRouteTimed ? route : problem).group(1));
    }
    out.println();
    List<String> lines = Timeline.of(timing, timeoutMs);
    if (lines.isEmpty()) {
      out.println("No attempts were made.");
    }
    lines.forEach(out::println);
    out.println();
    out.println(body.text());
    out.flush();
  }

  /** Such as {@code 12.5 ms left} or {@code 36.5 ms late}. */
  static String inWords(double leftMs) {
    return String.format(Locale.ROOT, "%.1f ms %s", Math.abs(leftMs), leftMs < 0 ? "late" : "left");
  }

  /** Why there is no answer. Needed because the client's exception types cover several causes. */
  private static String reason(URI url, IOException failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof UnresolvedAddressException || e instanceof UnknownHostException) {
        return "unknown host " + url.getHost();
      }
    }
    return switch (failure) {
      case HttpConnectTimeoutException _ ->
          "no connection within " + CONNECT_LIMIT.toSeconds() + " s";
      case ConnectException e when e.getMessage() == null -> "connection refused";
      case ConnectException e -> String.valueOf(e.getMessage());
      default -> failure.toString();
    };
  }

  /** The timeout in the URL, or 0 if there is no valid one. */
  private static double timeoutMs(URI url) {
    Matcher timeout = TIMEOUT.matcher(String.valueOf(url.getRawQuery()));
    return timeout.find() ? Double.parseDouble(timeout.group(1)) : 0;
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("command without a specification");
    }
    return spec.commandLine();
  }
}
