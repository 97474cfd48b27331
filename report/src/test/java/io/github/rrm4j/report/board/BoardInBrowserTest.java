package io.github.rrm4j.report.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.Browser;
import io.github.rrm4j.report.SyntheticRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The board as Chromium shows it; {@code -Drrm.screenshots=DIR} keeps what it looks like, and
 * {@code -Drrm.runs=DIR} looks at other runs.
 */
@Tag("slow")
class BoardInBrowserTest {

  @TempDir static Path folder;
  private static Browser browser;
  private static HttpServer server;
  private static Path runs;

  @BeforeAll
  static void serveRunsAndOpenTheBrowser() throws Exception {
    assumeTrue(Browser.program().isPresent(), "no chromium on the PATH");
    runs = Files.createDirectories(folder.resolve("runs"));
    new SyntheticRun(runs.resolve("first")).complete();
    new SyntheticRun(runs.resolve("second")).config().sft(20).grpo(30);
    for (String completion : List.of("early</think>A", "early again</think>B", "late</think>A")) {
      new SyntheticRun(runs.resolve("pairs"))
          .line("metrics.jsonl", "{\"step\":1}")
          .line(
              "rollouts.jsonl",
              "{\"step\":1,\"pair\":\"p 7\",\"prompt\":\"Which?\",\"completion\":\"It is @\",\"outcome\":\"wrong\"}"
                  .replace("@", completion));
    }
    String given = System.getProperty("rrm.runs", "");
    Board board = new Board(given.isEmpty() ? runs : Path.of(given));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(board, exchange));
    server.start();
    browser =
        Browser.open(Browser.program().get(), Files.createDirectories(folder.resolve("profile")));
  }

  @AfterAll
  static void closeBoth() throws Exception {
    if (browser != null) {
      browser.close();
      server.stop(0);
    }
  }

  private static void answer(Board board, HttpExchange exchange) throws IOException {
    Map<String, List<String>> query = new LinkedHashMap<>();
    String raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    for (String part : raw.split("&")) {
      String[] two = part.split("=", 2);
      if (two.length == 2) {
        query
            .computeIfAbsent(two[0], name -> new ArrayList<>())
            .add(URLDecoder.decode(two[1], StandardCharsets.UTF_8));
      }
    }
    String known =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-None-Match")).orElse("");
    Board.Answer answer = board.answer(exchange.getRequestURI().getPath(), query, known);
    byte[] bytes = answer.html().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
    exchange.getResponseHeaders().add("Content-Security-Policy", answer.policy());
    exchange.getResponseHeaders().add("ETag", answer.tag());
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Test
  void allPagesAreReadableOnALaptopAndOnAPhoneInLightAndInDark() throws Exception {
    String name = System.getProperty("rrm.runs.name", "first");
    List<String> pages =
        List.of(
            Board.INDEX,
            Board.VIEW + "?of=" + name,
            Board.JUDGEMENTS + "?of=" + name,
            Board.VIEW + "?of=unknown");
    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      for (int width : new int[] {1366, 390}) {
        for (String page : pages) {
          browser.show(address(page), width, 850, width < 500);
          browser.evaluate(
              "document.querySelectorAll('details').forEach((d, i) => d.open = i < 3)");
          String shot =
              Text.format("board-%d-%d%s.png", pages.indexOf(page), width, dark ? "-dark" : "");
          Browser.keep(shot, browser.png(true));
          assertEquals("", browser.faint(), shot);
          int wide = browser.evaluate("document.documentElement.scrollWidth").asInt();
          assertTrue(wide <= width, shot + ": " + wide);
        }
      }
    }
    browser.dark(false);
    browser.forgive(); // the 404 of the last page
  }

  @Test
  void aRunInProgressIsKeptUpToDateAndWhatIsUnfoldedStaysOpen() throws Exception {
    browser.show(address(Board.VIEW + "?of=second"), 1366, 850, false);
    assertTrue(
        browser.evaluate("document.body.textContent.includes('grpo to step 30')").asBoolean());
    browser.evaluate("document.querySelector('#curves details').open = true");
    String unfolded = "document.querySelector('#curves details').open";
    browser.evaluate("document.querySelector('#curves').dataset.old = 'yes'");
    for (int step = 31; step <= 33; step++) {
      new SyntheticRun(runs.resolve("second"))
          .line(
              "metrics.jsonl",
              "{\"step\":" + step + ",\"stage\":\"grpo\",\"reward/accuracy\":0.9}");
    }
    assertTrue(
        browser.becomes(
            "document.body.textContent.includes('grpo to step 33') && !document.querySelector('#curves').dataset.old"));
    assertTrue(browser.evaluate(unfolded).asBoolean());
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void theFilterIsUsedWithTheKeyboardAndTwoJudgementsAreCompared() throws Exception {
    browser.show(address(Board.JUDGEMENTS + "?of=first"), 1366, 850, false);
    browser.evaluate("document.querySelector('[name=outcome]').focus()");
    browser.evaluate("document.querySelector('[name=outcome]').value = 'wrong'");
    loaded("document.querySelector('form').requestSubmit()");
    assertTrue(browser.evaluate("location.search.includes('outcome=wrong')").asBoolean());
    assertEquals(
        0, browser.evaluate("document.querySelectorAll('.rollout:not(.wrong)').length").asInt());
    assertTrue(browser.evaluate("document.querySelectorAll('.rollout').length").asInt() > 0);
    assertEquals(List.of(), browser.complaints());
    browser.show(address(Board.JUDGEMENTS + "?of=pairs&order=oldest"), 1366, 850, false);
    loaded("document.querySelector('.rollout a').click()");
    assertEquals("late", browser.evaluate("document.querySelector('ins').textContent").asText());
    Browser.keep("board-difference.png", browser.png(true));
    assertEquals(2, browser.evaluate("document.querySelectorAll('select').length").asInt());
    assertEquals("", browser.faint());
    assertEquals(List.of(), browser.complaints());
  }

  /** Does what leads to another page, and waits for that page. */
  private static void loaded(String action) throws Exception {
    browser.evaluate("window.before = true");
    browser.evaluate(action);
    assertTrue(browser.becomes("!window.before && document.readyState == 'complete'"), action);
  }

  @Test
  void noScriptOfARolloutRuns() throws Exception {
    String attack =
        "</pre></script><script>document.title = 'x'</script><img src=x onerror='document.title = 1'>";
    new SyntheticRun(runs.resolve("attack"))
        .line("metrics.jsonl", "{\"step\":1}")
        .line(
            "rollouts.jsonl",
            "{\"step\":1,\"pair\":\"p\",\"prompt\":\"@\",\"completion\":\"@\",\"outcome\":\"wrong\"}"
                .replace("@", attack));
    for (String page :
        List.of(Board.JUDGEMENTS + "?of=attack", Board.DIFFERENCE + "?of=attack&pair=p")) {
      browser.show(address(page), 1366, 850, false);
      assertTrue(browser.evaluate("document.title").asText().startsWith("Judgements of"));
      assertEquals(0, browser.evaluate("document.images.length").asInt());
      assertEquals(List.of(), browser.complaints());
    }
  }
}
