package io.github.rrm4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.serve.answer.Answer;
import io.github.rrm4j.serve.answer.AnswerStore;
import io.github.rrm4j.serve.answer.Desk;
import io.github.rrm4j.serve.answer.Fields;
import io.github.rrm4j.serve.answer.Hearing;
import io.github.rrm4j.serve.answer.JudgeRequest;
import io.github.rrm4j.serve.answer.Limits;
import io.github.rrm4j.serve.answer.Refusal;
import io.github.rrm4j.serve.dialect.Cohorts;
import io.github.rrm4j.serve.dialect.Dialects;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A judge behind HTTP. It answers until it is {@linkplain #stop stopped}.
 *
 * <pre>{@code
 * try (JudgeServer server = JudgeServer.start(settings)) {
 *   System.out.println(server.url());
 * }
 * }</pre>
 */
public final class JudgeServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JudgeServer.class);

  /** What is asked without a token: whether the server lives, and what is in the jar. */
  private static final Set<String> OPEN = Set.of("/health", "/ready");

  private static final String VERSION = "X-Judge-Version";
  private static final String STARTED = "started";

  private final ServeSettings settings;
  private final Guard guard;
  private final Desk desk;
  private final Dialects dialects;
  private final ServerMetrics metrics;
  private final Javalin http;

  private JudgeServer(ServeSettings settings, Desk desk) {
    this.settings = settings;
    this.desk = desk;
    this.guard = new Guard(settings.address(), settings.token());
    Cohorts cohorts = new Cohorts(settings.cohort().size(), settings.cohort().patience());
    this.dialects = new Dialects(desk, settings.asking(), settings.rule(), cohorts);
    this.metrics = new ServerMetrics(desk, cohorts);
    this.http = HttpServer.of(settings, this::routes);
  }

  /**
   * Opens the judge and listens.
   *
   * @throws InvalidInput if the judge cannot be opened, the store not be written, or the port is
   *     taken
   */
  public static JudgeServer start(ServeSettings settings) {
    Optional<AnswerStore> store =
        settings.store().bytes() == 0
            ? Optional.empty()
            : Optional.of(AnswerStore.open(settings.store().folder(), settings.store().bytes()));
    Desk desk;
    try {
      desk = new Desk(settings.judge(), settings.limits(), store);
    } catch (RuntimeException e) {
      store.ifPresent(AnswerStore::close);
      throw e;
    }
    try {
      JudgeServer server = new JudgeServer(settings, desk);
      server.http.start();
      return server;
    } catch (RuntimeException e) {
      desk.close();
      throw HttpServer.explained(e, settings.address());
    }
  }

  /** Where it is reached. */
  public String url() {
    String host = settings.address().host();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
  }

  /** Stands for the judge that answers now. */
  public String version() {
    return desk.current().version();
  }

  /** The paths of the server's own routes. */
  static Set<String> paths() {
    return Set.of("/health", "/ready", "/metrics", "/v1/models", "/v1/judge", "/admin/reload");
  }

  /** Requests in hand. */
  public int inHand() {
    return desk.inHand();
  }

  private void routes(RoutesConfig routes) {
    routes.before(this::admit);
    routes.after(this::sign);
    routes.get("/health", context -> context.json("{\"status\": \"ok\"}"));
    routes.get("/ready", this::ready);
    routes.get("/metrics", context -> context.contentType("text/plain").result(metrics.text()));
    routes.get("/v1/models", context -> json(context, 200, dialects.models()));
    routes.post("/v1/judge", this::judge);
    routes.post("/admin/reload", this::reload);
    for (String path : Dialects.paths()) {
      routes.post(path, context -> dialect(context, path));
    }
    for (String path : Resources.paths()) {
      routes.get(path, context -> resource(context, Resources.of(path)));
    }
    routes.exception(Refusal.class, (refusal, context) -> refuse(context, refusal));
    routes.exception(HttpResponseException.class, JudgeServer::refuse);
    routes.exception(Exception.class, (e, context) -> failed(context, e));
  }

  private void admit(Context context) {
    context.attribute(STARTED, System.nanoTime());
    guard.checkSite(
        context.header("Host"), context.header("Origin"), context.header("Sec-Fetch-Site"));
    String path = context.path();
    if (!OPEN.contains(path) && !isResource(path)) {
      guard.checkToken(context.header("Authorization"));
    }
  }

  private static boolean isResource(String path) {
    for (String known : Resources.paths()) {
      if (known.equals(path)) {
        return true;
      }
    }
    return false;
  }

  private void sign(Context context) {
    context.header(VERSION, desk.current().version());
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Cache-Control", "no-store");
    Long started = context.attribute(STARTED);
    String path = context.path();
    boolean known = Dialects.paths().contains(path) || path.equals("/v1/judge");
    if (known && started != null) {
      metrics.answered(path, context.statusCode(), Duration.ofNanos(System.nanoTime() - started));
    }
  }

  private void ready(Context context) {
    if (!desk.taking()) {
      throw Refusal.unavailable("stopping", "the server is being stopped");
    }
    json(
        context,
        200,
        Json.object()
            .put("status", "ready")
            .put("judge_version", desk.current().version())
            .put("in_hand", desk.inHand())
            .put("queue", settings.limits().queue()));
  }

  private void judge(Context context) throws IOException {
    JsonNode body = RequestBody.read(context, limits(), settings.idle());
    Fields fields = new Fields(body);
    boolean stream =
        fields.flag("stream")
            || Optional.ofNullable(context.header("Accept"))
                .filter(types -> types.contains("text/event-stream"))
                .isPresent();
    Deadline deadline = RequestBody.deadline(context, fields, desk);
    JudgeRequest request = JudgeRequest.of(fields, settings.asking(), limits());
    if (stream) {
      desk.inPlace(() -> stream(context, request, deadline));
      return;
    }
    Answer answer = desk.inPlace(() -> desk.answer(request, deadline, Hearing.NONE));
    context.header("X-Judge-Answer", answer.kept() ? "kept" : "new");
    json(context, answer.status(), answer.body());
  }

  private Void stream(Context context, JudgeRequest request, Deadline deadline) {
    context.contentType("text/event-stream; charset=utf-8");
    sign(context);
    EventStream events = new EventStream(context.outputStream(), deadline);
    try {
      Answer answer = desk.answer(request, deadline, events);
      events.send(
          answer.status() == 200 ? "answer" : "error",
          answer.body().deepCopy().put("status", answer.status()));
    } catch (Refusal e) {
      events.send("error", error(e.code(), e.getMessage()).put("status", e.status()));
    } catch (RuntimeException e) {
      LOG.error("a request failed", e);
      events.send("error", error("internal", "the server failed").put("status", 500));
    }
    return null;
  }

  private Limits limits() {
    return settings.limits();
  }

  private void dialect(Context context, String path) throws IOException {
    JsonNode body = RequestBody.read(context, limits(), settings.idle());
    Deadline deadline = RequestBody.deadline(context, new Fields(body), desk);
    json(context, 200, desk.inPlace(() -> dialects.answer(path, body, deadline)));
  }

  private void reload(Context context) {
    String before = desk.current().version();
    String after;
    try {
      after = desk.reload();
    } catch (InvalidInput e) {
      throw Refusal.of(409, "not_reloaded", e.getMessage());
    }
    json(context, 200, Json.object().put("before", before).put("judge_version", after));
  }

  private static void resource(Context context, Resources.Resource resource) {
    context.contentType(resource.type()).result(Resources.bytes(resource));
  }

  private static void json(Context context, int status, JsonNode body) {
    context.status(status).contentType("application/json").result(body.toString());
  }

  private static ObjectNode error(String code, String message) {
    ObjectNode json = Json.object();
    json.putObject("error").put("code", code).put("message", message).put("type", code);
    return json;
  }

  private void refuse(Context context, Refusal refusal) {
    refusal
        .retryAfter()
        .ifPresent(wait -> context.header("Retry-After", Long.toString(wait.toSeconds())));
    if (refusal.status() == 401) {
      context.header("WWW-Authenticate", "Bearer");
    }
    json(context, refusal.status(), error(refusal.code(), refusal.getMessage()));
    if (!desk.taking() || refusal.status() == 413 || refusal.status() == 408) {
      context.header("Connection", "close");
    }
  }

  private static void refuse(HttpResponseException e, Context context) {
    json(context, e.getStatus(), error("http", OneLine.of(String.valueOf(e.getMessage()))));
  }

  private void failed(Context context, Exception e) {
    LOG.error("a request failed: {}", OneLine.ofCause(e), e);
    refuse(context, Refusal.unavailable("internal", "the server failed; its log says where"));
  }

  /**
   * Takes no more requests, lets those in hand end, and refuses what is still in hand then.
   *
   * @param grace how long those in hand have
   */
  public void stop(Duration grace) {
    desk.stopTaking();
    Deadline patience = Deadline.in(grace);
    while (desk.inHand() > 0 && !patience.passed()) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        patience.cancel();
      }
    }
    desk.close();
    http.stop();
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
