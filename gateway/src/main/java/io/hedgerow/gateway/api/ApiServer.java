package io.hedgerow.gateway.api;

import io.hedgerow.gateway.inbound.CallerConnections;
import io.hedgerow.gateway.inbound.CallerConnections.OpenRequest;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.CorsSettings;
import io.hedgerow.gateway.telemetry.Listener;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the API's requests on one event loop: rejects ambiguous requests, serves the pages, and
 * passes requests of a route to {@link RouteHandler}.
 */
public final class ApiServer {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final List<String> PAGE_METHODS = List.of("GET", "HEAD");

  private static final String EXPECTED_PATH =
      " (expected: no empty or dot segment, no ; or \\, no encoded /, \\ or control character, and"
          + " valid percent-encoding)";

  private static final long CLOSE_LIMIT_SECONDS = 1;

  /** RFC 9113, section 7. */
  private static final long NO_ERROR = 0;

  private final Loop loop;
  private final Listener listener;
  private final CallerConnections connections;
  private final @Nullable Cors cors;
  private final ManagementLinks management;
  private LoopRoutes routes;
  private boolean isLeaving;

  /**
   * A server for these routes.
   *
   * @param management for its pages
   */
  public ApiServer(
      Loop loop,
      LoopRoutes routes,
      @Nullable CorsSettings cors,
      ManagementLinks management,
      Listener listener,
      CallerConnections connections) {
    this.loop = loop;
    this.routes = routes;
    this.cors = cors == null ? null : new Cors(cors);
    this.management = management;
    this.listener = listener;
    this.connections = connections;
  }

  /** From now on each answer closes its connection. */
  public void leave() {
    isLeaving = true;
  }

  /** Serves new requests with these routes. */
  public void replaceRoutes(LoopRoutes routes) {
    this.routes = routes;
  }

  /** Serves a request that Vert.x could parse. */
  public void handle(HttpServerRequest http) {
    if (cors != null) {
      cors.addHeaders(http);
    }
    OpenRequest open = connections.onRequestStarted(http.connection(), loop.nowNanos());
    Answer rejection = RequestFraming.rejection(http);
    if (rejection != null) {
      rejectAndClose(http, open, rejection);
    } else if (http.version() == HttpVersion.HTTP_2) {
      serveWhenComplete(http, open);
    } else {
      serve(http, open);
    }
  }

  /**
   * Serves a GET or HEAD once it is complete. Over HTTP/2 a body may follow without being
   * announced; such a stream is reset and must not start a race.
   */
  private void serveWhenComplete(HttpServerRequest http, OpenRequest open) {
    http.exceptionHandler(_ -> open.onEnded(loop.nowNanos()));
    http.handler(data -> onBody(http, open, data));
    if (RequestFraming.isGetOrHead(http)) {
      http.endHandler(
          _ -> {
            if (!http.response().ended()) {
              serve(http, open);
            }
          });
    } else {
      serve(http, open);
    }
  }

  private void onBody(HttpServerRequest http, OpenRequest open, Buffer data) {
    if (data.length() > 0 && http.response().ended()) {
      resetStream(http);
    } else if (data.length() > 0) {
      ProblemType type = ProblemType.BODY_NOT_ACCEPTED;
      rejectAndClose(http, open, Answer.problem(type, type.title()));
    }
  }

  private void resetStream(HttpServerRequest http) {
    http.response().reset(NO_ERROR);
    connections.onReset(http.connection(), loop.nowNanos());
  }

  private void serve(HttpServerRequest http, OpenRequest open) {
    open.onComplete();
    if (cors != null && cors.isPreflight(http)) {
      cors.addPreflightHeaders(http.response());
      newRequest(http, open, null).answer(Answer.noContent());
      return;
    }
    LoopRoutes.Served served = routes.find(String.valueOf(http.path()));
    ApiRequest request = newRequest(http, open, served);
    try {
      if (served == null) {
        servePage(request);
      } else {
        serveRoute(request, served);
      }
    } catch (RuntimeException e) {
      LOG.error("request aborted by an internal error: {} {}", http.method(), http.uri(), e);
      request.refuse(ProblemType.INTERNAL, ProblemType.SEE_LOG);
    }
  }

  /** Answers a request that Vert.x could not parse, and closes its connection. */
  public void handleInvalid(HttpServerRequest http) {
    if (cors != null) {
      cors.addHeaders(http);
    }
    ProblemType type =
        switch (http.decoderResult().cause()) {
          case TooLongHttpLineException _ -> ProblemType.URI_TOO_LONG;
          case TooLongHttpHeaderException _ -> ProblemType.HEADERS_TOO_LARGE;
          case null, default -> ProblemType.MALFORMED_REQUEST;
        };
    OpenRequest open = connections.onRequestStarted(http.connection(), loop.nowNanos());
    rejectAndClose(http, open, Answer.problem(type, type.title()));
  }

  /** Ignores whatever follows on the connection, or with HTTP/2 on the stream. */
  private void rejectAndClose(HttpServerRequest http, OpenRequest open, Answer rejection) {
    boolean isStream = http.version() == HttpVersion.HTTP_2;
    if (!isStream) {
      http.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      // Shut down before answering, otherwise Vert.x would serve requests that it has already read.
      // Vert.x discards the body until its end or the time limit, so that a caller that is still
      // sending sees the answer and no reset.
      http.connection().shutdown(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    newRequest(http, open, null).answer(rejection);
    if (isStream) {
      resetStream(http);
    }
  }

  private ApiRequest newRequest(
      HttpServerRequest http, OpenRequest open, LoopRoutes.@Nullable Served served) {
    return new ApiRequest(loop, open, http, served, listener, () -> isLeaving);
  }

  private void serveRoute(ApiRequest request, LoopRoutes.Served served) {
    Route route = served.match().route();
    if (cors != null && !route.pass().back().isNone()) {
      cors.addVary(request.http().response());
    }
    Set<String> methods = route.methods();
    if (methods.contains(request.http().method().name())) {
      RouteHandler.handle(request, served);
    } else {
      refuseMethod(request, methods.stream().sorted().toList());
    }
  }

  private void servePage(ApiRequest request) {
    HttpServerRequest http = request.http();
    String sent = String.valueOf(http.path());
    String path = withoutTrailingSlash(sent);
    Buffer page = pageAt(path, http);
    if (page != null && !RequestFraming.isGetOrHead(http)) {
      refuseMethod(request, PAGE_METHODS);
    } else if (page != null && (!path.equals(StartPage.PATH) || StartPage.isAcceptedBy(http))) {
      request.answer(Answer.page(page));
    } else if (routes.refuses(sent)) {
      request.refuse(ProblemType.MALFORMED_REQUEST, Parameters.shortened(sent) + EXPECTED_PATH);
    } else {
      String detail =
          "%s (expected: %s)".formatted(Parameters.shortened(sent), routes.expectedPaths());
      request.refuse(ProblemType.NOT_FOUND, detail);
    }
  }

  private static void refuseMethod(ApiRequest request, List<String> allowed) {
    String detail =
        "%s (expected: %s)"
            .formatted(
                Parameters.shortened(request.http().method().name()), String.join(" or ", allowed));
    request.refuse(
        ProblemType.METHOD_NOT_ALLOWED, detail, HttpHeaders.ALLOW, String.join(", ", allowed));
  }

  private @Nullable Buffer pageAt(String path, HttpServerRequest http) {
    return switch (path) {
      case StartPage.PATH -> management.seenBy(http).addToStartPage(routes.startPage());
      case ProblemsPage.PATH -> management.seenBy(http).addToProblems(routes.problemsPage());
      default -> null;
    };
  }

  private static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
