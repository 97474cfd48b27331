package io.github.rrm4j.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.report.board.Board;
import io.github.rrm4j.serve.ServeSettings.Address;
import io.github.rrm4j.serve.answer.Limits;
import io.github.rrm4j.serve.answer.Refusal;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages on runs behind HTTP, without a judge. It answers until it is closed. */
public final class BoardServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BoardServer.class);
  private static final Limits LIMITS = new Limits(1 << 14, 2, 1, 1, 16, Duration.ofMinutes(1));

  private final Address address;
  private final Guard guard;
  private final BoardRoutes board;
  private final Javalin http;

  private BoardServer(Path runs, Address address, boolean open) {
    this.address = address;
    this.guard = new Guard(address, Optional.empty());
    this.board = new BoardRoutes(new Board(runs), open);
    this.http = HttpServer.of(address, LIMITS, Duration.ofSeconds(60), this::routes);
  }

  /**
   * Listens.
   *
   * @param runs the folder whose runs are shown
   * @param open whether everybody who reaches it may see the pages; else a key is in its address
   * @throws InvalidInput if others could see them without a key, there is no such folder, or the
   *     port is taken
   */
  public static BoardServer start(Path runs, Address address, boolean open) {
    if (open && !address.loopback()) {
      throw new InvalidInput(
          "--no-key: others could see the pages at "
              + address.host()
              + "; leave it out, or leave --host out");
    }
    BoardServer server = new BoardServer(runs, address, open);
    try {
      server.http.start();
      return server;
    } catch (RuntimeException e) {
      throw HttpServer.explained(e, address);
    }
  }

  /** The address to open. */
  public String url() {
    return address.url(http.port()) + board.path();
  }

  private void routes(RoutesConfig routes) {
    routes.before(
        context ->
            guard.checkSite(
                context.header("Host"),
                context.header("Origin"),
                context.header("Sec-Fetch-Site")));
    routes.after(BoardServer::sign);
    routes.get("/", context -> context.redirect(Board.INDEX));
    board.register(routes);
    routes.exception(Refusal.class, (e, context) -> refuse(context, e));
    routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.error("a page failed: {}", OneLine.ofCause(e), e);
          refuse(context, Refusal.unavailable("internal", "the server failed; its log says where"));
        });
  }

  private static void sign(Context context) {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Cache-Control", "no-store");
  }

  private static void refuse(Context context, Refusal refusal) {
    ObjectNode json = Json.object();
    json.putObject("error").put("code", refusal.code()).put("message", refusal.getMessage());
    context.status(refusal.status()).contentType("application/json").result(json.toString());
  }

  @Override
  public void close() {
    http.stop();
  }
}
