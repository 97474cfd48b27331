package io.github.rrm4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.rrm4j.report.Browser;
import io.github.rrm4j.report.SyntheticRun;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page that asks the judge, and the way to the pages on runs, as Chromium shows them; {@code
 * -Drrm.screenshots=DIR} keeps what they look like.
 */
@Tag("slow")
class PagesInBrowserTest {

  private static final String HOSTILE = "<img src=x onerror=alert(1)> 3";

  @TempDir static Path folder;
  private static ScriptedEngine engine;
  private static JudgeServer server;
  private static Browser browser;

  @BeforeAll
  static void serveAndOpenTheBrowser() throws Exception {
    assumeTrue(Browser.program().isPresent(), "no chromium on the PATH");
    engine = new ScriptedEngine(folder.resolve("model"));
    new SyntheticRun(folder.resolve("runs/first")).config().sft(5).grpo(5);
    ServeSettings usual = Client.settings(engine.spec(), folder.resolve("store"));
    server =
        JudgeServer.start(
            new ServeSettings(
                usual.judge(),
                usual.asking(),
                usual.limits(),
                usual.address(),
                usual.token(),
                usual.store(),
                usual.cohort(),
                usual.rule(),
                usual.idle(),
                Optional.of(folder.resolve("runs"))));
    browser =
        Browser.open(Browser.program().get(), Files.createDirectories(folder.resolve("profile")));
  }

  @AfterAll
  static void closeAll() throws Exception {
    if (browser != null) {
      browser.close();
      server.close();
      engine.close();
    }
  }

  private static void open(int width) throws Exception {
    browser.show(URI.create(server.url() + "/"), width, 850, width < 500);
    until("!document.getElementById('token').hidden && !document.getElementById('runs').hidden");
    put("token", Client.TOKEN);
  }

  private static void put(String id, String value) throws Exception {
    browser.evaluate(
        "document.getElementById('" + id + "').value = '" + value.replace("'", "\\'") + "'");
  }

  private static String text(String selector) throws Exception {
    return browser.evaluate("document.querySelector('" + selector + "').textContent").asText();
  }

  private static void until(String condition) throws Exception {
    assertTrue(browser.becomes(condition), condition);
  }

  private static void judge(String... responses) throws Exception {
    put("query", "Which number is larger?");
    for (int i = 1; i <= responses.length; i++) {
      if (i > 2) {
        browser.evaluate("document.getElementById('add').click()");
      }
      put("response-" + i, responses[i - 1]);
    }
    browser.evaluate(
        "document.getElementById('query').dispatchEvent(new KeyboardEvent('keydown',"
            + " {key: 'Enter', ctrlKey: true, bubbles: true}))");
    until("!document.getElementById('go').disabled");
  }

  @Test
  void aPairIsJudgedInBothOrdersSideBySide() throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      for (int width : new int[] {1366, 390}) {
        open(width);
        judge(HOSTILE, "7");
        assertTrue(text("#state").startsWith("Response 2 is better (2 votes, 100 % agree"));
        assertEquals(
            "Response 1 shown first|Response 2 shown first",
            browser
                .evaluate(
                    "[...document.querySelectorAll('#orders-shown h3')].map(h => h.textContent).join('|')")
                .asText());
        assertEquals(0, browser.evaluate("document.images.length").asInt());
        assertEquals("", browser.faint());
        assertTrue(browser.evaluate("document.documentElement.scrollWidth").asInt() <= width);
        Browser.keep("judge-" + width + (dark ? "-dark" : "") + ".png", browser.png(true));
      }
    }
    browser.dark(false);
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void severalResponsesAreRankedAndEachMatchIsShown() throws Exception {
    open(1366);
    judge("3", "9", "5");
    assertEquals("Response 2 is the best", text("#state"));
    assertEquals("1", text("#ranking tbody td"));
    assertEquals(3, browser.evaluate("document.querySelectorAll('#pairs .pair').length").asInt());
    browser.evaluate("document.querySelector('#pairs .pair').open = true");
    assertEquals("", browser.faint());
    Browser.keep("judge-ranking.png", browser.png(true));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void whatGoesWrongIsSaid() throws Exception {
    open(1366);
    put("token", "wrong");
    judge("3", "9");
    assertTrue(text("#problem").contains("token is missing or wrong"), text("#problem"));
    put("token", Client.TOKEN);
    judge("3?", "9");
    assertTrue(text("#state").startsWith("No verdict: malformed"), text("#state"));
    assertEquals("", browser.faint());
    browser.forgive(); // the console tells of the 401
  }

  @Test
  void theAddressWithTheKeyLeadsToTheRuns() throws Exception {
    browser.show(URI.create(server.url() + "/runs/view?of=first"), 1366, 850, false);
    assertTrue(text("body").contains("These pages have a key"));
    browser.forgive(); // the console tells of the 401
    browser.show(URI.create(server.board().orElseThrow()), 1366, 850, false);
    assertEquals("/runs", browser.evaluate("location.pathname + location.search").asText());
    assertTrue(text("body").contains("first"));
    browser.show(URI.create(server.url() + "/runs/view?of=first"), 1366, 850, false);
    assertTrue(text("body").contains("grpo to step 5"));
    assertEquals(List.of(), browser.complaints());
  }
}
