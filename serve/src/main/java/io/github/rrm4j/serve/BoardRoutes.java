package io.github.rrm4j.serve;

import io.github.rrm4j.report.board.Board;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The pages on runs, for a browser. A browser cannot send a token with an address that somebody
 * types, so these pages have a key of their own, made at each start: it is in the address that the
 * server prints, and then in a cookie that scripts do not see.
 */
final class BoardRoutes {

  private static final String KEY = "key";
  private static final String COOKIE = "rrm_board";
  private static final List<String> PATHS =
      List.of(Board.INDEX, Board.VIEW, Board.JUDGEMENTS, Board.DIFFERENCE);

  private final Board board;
  private final Optional<String> key;

  /**
   * @param open whether everybody who reaches the server may see the pages
   */
  BoardRoutes(Board board, boolean open) {
    this.board = board;
    this.key = open ? Optional.empty() : Optional.of(random());
  }

  private static String random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Whether a path is one of these pages. */
  static boolean isPage(String path) {
    return PATHS.contains(path);
  }

  /** The path that leads to the pages. */
  String path() {
    return key.map(secret -> Board.INDEX + "?" + KEY + "=" + secret).orElse(Board.INDEX);
  }

  void register(RoutesConfig routes) {
    for (String path : PATHS) {
      routes.get(path, context -> answer(context, path));
    }
  }

  private void answer(Context context, String path) throws IOException {
    if (key.isPresent() && !isKey(context.cookie(COOKIE))) {
      if (isKey(context.queryParam(KEY))) {
        Cookie cookie = new Cookie(COOKIE, key.get());
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.STRICT);
        context.cookie(cookie);
        context.redirect(path);
      } else {
        html(
            context,
            Board.problem(
                401,
                "These pages have a key; open the address that the server printed at its start."));
      }
      return;
    }
    String known = Optional.ofNullable(context.header("If-None-Match")).orElse("");
    html(context, board.answer(path, context.queryParamMap(), known));
  }

  private boolean isKey(String given) {
    return given != null
        && MessageDigest.isEqual(
            key.orElseThrow().getBytes(StandardCharsets.UTF_8),
            given.getBytes(StandardCharsets.UTF_8));
  }

  private static void html(Context context, Board.Answer answer) {
    context.status(answer.status());
    if (!answer.policy().isEmpty()) {
      context.header("Content-Security-Policy", answer.policy());
    }
    if (!answer.tag().isEmpty()) {
      context.header("ETag", answer.tag());
    }
    context.header("Referrer-Policy", "no-referrer");
    context
        .contentType("text/html; charset=utf-8")
        .result(answer.html().getBytes(StandardCharsets.UTF_8));
  }
}
