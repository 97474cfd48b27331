package io.github.rrm4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page as Chromium shows it; {@code -Drrm.screenshots=DIR} keeps what it looks like, and {@code
 * -Drrm.report=FILE} looks at another page.
 */
@Tag("slow")
class ReportInBrowserTest {

  @TempDir static Path folder;
  private static Browser browser;
  private static Path page;
  private static Path looked;

  @BeforeAll
  static void writeTheReportAndOpenTheBrowser() throws Exception {
    assumeTrue(Browser.program().isPresent(), "no chromium on the PATH");
    page = SyntheticReport.write(folder);
    String given = System.getProperty("rrm.report", "");
    looked = given.isEmpty() ? page : Path.of(given).toAbsolutePath();
    Path profile = Files.createDirectories(folder.resolve("profile"));
    browser = Browser.open(Browser.program().get(), profile);
  }

  @AfterAll
  static void closeTheBrowser() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void atTheWidthOfALaptopThereAreNoConsoleErrorsAndNothingIsCutOff() throws Exception {
    looked("laptop", 1366, 768, false);
  }

  @Test
  void atTheWidthOfAPhoneThereAreNoConsoleErrorsAndNothingIsCutOff() throws Exception {
    looked("phone", 390, 844, true);
  }

  @Test
  void theFiltersShowWhatTheyNameWithoutAScript() throws Exception {
    browser.scripts(false);
    try {
      filters();
    } finally {
      browser.scripts(true);
    }
  }

  private static void filters() throws Exception {
    browser.show(page, 1366, 768, false);
    assertEquals(0, seen(".search"), "a search that would find nothing");
    long all = visible("");
    for (String kind :
        List.of("correct", "wrong", "malformed", "truncated", "flipped", "longest")) {
      browser.evaluate("document.getElementById('show-" + kind + "').click()");
      assertEquals(visible("." + kind), visible(""), kind);
      assertTrue(visible("") > 0 && visible("") < all, kind);
      assertEquals(
          kind.equals("longest") ? 0 : seen(".pair:has(.rollout." + kind + ") .query"),
          seen(".query"),
          "headings of " + kind);
    }
    // By length, the longest first: the place on the page follows the rank.
    assertTrue(
        browser
            .evaluate(
                "[...document.querySelectorAll('.rollout.longest')].every((a, i, all) => all.every(b =>"
                    + " (a.style.getPropertyValue('--rank') - b.style.getPropertyValue('--rank')) *"
                    + " (a.getBoundingClientRect().top - b.getBoundingClientRect().top) >= 0"
                    + " || a.className.match(/from-\\d+/)[0] != b.className.match(/from-\\d+/)[0]))")
            .asBoolean());
    browser.evaluate("document.getElementById('show-all').click()");
    browser.evaluate("document.getElementById('from-1').click()");
    assertEquals(visible(".from-1"), visible(""));
    assertEquals(seen(".pair.from-1 .query"), seen(".query"));
    assertTrue(visible("") > 0 && visible("") < all);
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void theSearchShowsTheJudgementsThatContainAText() throws Exception {
    browser.show(page, 1366, 768, false);
    assertEquals(1, seen(".search"));
    long all = visible("");
    String has = "[...document.querySelectorAll('.rollout')].filter(e => e.textContent.includes('";
    long both = browser.evaluate(has + "\\n\\nBoth.')).length").asLong();
    assertTrue(both > 0 && both < all);
    search("\\n\\nboTH. ");
    assertEquals(both, visible(""));
    assertEquals(both + " of " + all, browser.evaluate("found.textContent").asText());
    browser.evaluate("document.getElementById('show-correct').click()");
    assertEquals(0, visible(""), "none of them is right");
    assertEquals(0, seen(".pair"));
    browser.evaluate("document.getElementById('show-all').click()");
    search("");
    assertEquals(all, visible(""));
    search("<script>");
    assertEquals(0, seen(".pair"));
    assertEquals(List.of(), browser.complaints());
  }

  private static void search(String text) throws Exception {
    browser.evaluate(
        "{ const field = document.getElementById('search'); field.value = '"
            + text
            + "'; field.dispatchEvent(new Event('input')); }");
  }

  @Test
  void noScriptOfARolloutRuns() throws Exception {
    String attack =
        "</pre></script><script>document.title = 'x'</script><img src=x onerror=\\\"document.title = 'x'\\\">";
    Path run = folder.resolve("attack");
    new SyntheticRun(run)
        .line(
            "rollouts.jsonl",
            "{\"step\":1,\"pair\":\"@\",\"prompt\":\"@\",\"completion\":\"@\",\"outcome\":\"wrong\"}"
                .replace("@", attack));
    browser.show(Report.ofRun(run).writePage(folder.resolve("attack.html")), 1366, 768, false);
    assertEquals(List.of(), browser.complaints());
    assertEquals("attack - RRM4J", browser.evaluate("document.title").asText());
    assertEquals(0, browser.evaluate("document.images.length").asInt());
    // Even one that got into the page would be stopped, and so would a request.
    browser.evaluate(
        "{ const script = document.createElement('script'); script.textContent = \"document.title = 'x'\";"
            + " document.body.append(script); }");
    browser.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = 1\">')");
    assertEquals("attack - RRM4J", browser.evaluate("document.title").asText());
    assertTrue(browser.complaints().toString().contains("Content Security Policy"));
    browser.forgive();
  }

  @Test
  void theColumnThatDecidesASweepIsSeenWithoutScrolling() throws Exception {
    Path sweep = SyntheticSweep.write(folder.resolve("sweep"));
    for (int width : new int[] {1400, 390}) {
      browser.show(sweep, width, 900, width < 500);
      Browser.keep("sweep-" + width + ".png", browser.png(true));
      assertEquals(
          6,
          browser
              .evaluate(
                  "[...document.querySelectorAll('#results tbody td:nth-child(2)')].filter(e =>"
                      + " /^base$|noise|higher|lower/.test(e.textContent)"
                      + " && e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().right"
                      + " <= e.closest('.scroll').getBoundingClientRect().right).length")
              .asInt(),
          "seen at " + width);
      assertEquals(width, browser.evaluate("document.documentElement.scrollWidth").asInt());
    }
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void thePrintedPageIsAPdfOfSeveralPages() throws Exception {
    browser.show(looked, 1366, 768, false);
    byte[] pdf = browser.pdf();
    Browser.keep("print.pdf", pdf);
    String text = new String(pdf, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("%PDF-"));
    int pages = text.split("/Type /Page\\b", -1).length - 1;
    assertTrue(pages >= 2 && pages <= 40, pages + " pages");
    assertEquals(List.of(), browser.complaints());
  }

  private static void looked(String name, int width, int height, boolean mobile) throws Exception {
    browser.show(looked, width, height, mobile);
    Browser.keep(name + "-top.png", browser.png(false));
    Browser.keep(name + ".png", browser.png(true));
    assertEquals(List.of(), browser.complaints());
    assertEquals(
        width,
        browser.evaluate("document.documentElement.scrollWidth").asInt(),
        "scrolls sideways");
    assertTrue(browser.evaluate("document.querySelectorAll('figure svg').length").asInt() > 10);
    // A drawing of no size, or one that a figure is too narrow for, would show nothing.
    assertEquals(
        0,
        browser
            .evaluate(
                "[...document.querySelectorAll('figure')].filter(f => {"
                    + " const seen = [...f.querySelectorAll('svg')].filter(s => s.getClientRects().length);"
                    + " return seen.length != 1 || seen[0].getBoundingClientRect().width < 250"
                    + " || seen[0].getBoundingClientRect().height < 60; }).length")
            .asInt());
    assertEquals(
        "",
        browser
            .evaluate(
                "[...document.querySelectorAll('h1, h2, h3, h4, p, label, figcaption, td, summary')].filter(e =>"
                    + " parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.textContent).join()")
            .asText(),
        "text below 12 pixels");
  }

  @Test
  void theChartOfABenchmarkHasTheWholeWidth() throws Exception {
    browser.show(page, 1400, 900, false);
    assertEquals(
        "",
        browser
            .evaluate(
                "[...document.querySelectorAll('figure.wide')].filter(f =>"
                    + " f.querySelector('.broad').getBoundingClientRect().width"
                    + " < f.closest('section').clientWidth - 41).map(f => f.textContent).join()")
            .asText());
    assertTrue(browser.evaluate("document.querySelectorAll('figure.wide').length").asInt() > 0);
  }

  @Test
  void theMouseFindsTheValueOfAPoint() throws Exception {
    browser.show(page, 1400, 900, false);
    // Where a title's area is drawn, the browser finds that area, and the dot lies in its middle.
    JsonNode words =
        browser.evaluate(
            "(() => { const area = [...document.querySelectorAll('figure.wide .broad rect')].find(r =>"
                + " /^weak, accuracy: \\d/.test(r.textContent) && r.getAttribute('width') == '16.0');"
                + " area.scrollIntoView({block: 'center'}); const box = area.getBoundingClientRect();"
                + " const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
                + " return found.querySelector('title').textContent; })()");
    assertTrue(
        words.asText().matches("weak, accuracy: [0-9.]+ % \\[[0-9.]+, [0-9.]+]"), words + "");
  }

  @Test
  void aFingerAndTheKeyboardFindTheValuesToo() throws Exception {
    browser.show(page, 390, 844, true);
    JsonNode at =
        browser.evaluate(
            "(() => { window.area = [...document.querySelectorAll('figure.wide svg:not(.broad) .v')].find(v =>"
                + " /^weak, accuracy: /.test(v.textContent) && v.querySelector('rect').getAttribute('width') == '16.0');"
                + " area.scrollIntoView({block: 'center'}); const box = area.querySelector('rect').getBoundingClientRect();"
                + " return {x: box.x + box.width / 2, y: box.y + box.height / 2,"
                + " shown: area.querySelector('text').getClientRects().length}; })()");
    assertEquals(0, at.path("shown").asInt(), "before the tap");
    browser.tap(at.path("x").asDouble(), at.path("y").asDouble());
    String tapped = "";
    for (int i = 0; i < 50 && tapped.isEmpty(); i++) { // a tap takes its time
      Thread.sleep(100);
      tapped =
          browser
              .evaluate(
                  "(() => { const text = document.querySelector('.v:focus text');"
                      + " if (!text) { return ''; } const box = text.getBoundingClientRect();"
                      + " return [box.width > 0, box.left >= 0, box.right <= innerWidth, text.textContent].join('|'); })()")
              .asText();
    }
    assertTrue(tapped.matches("true\\|true\\|true\\|weak, accuracy: [0-9.]+ % .*"), tapped);
    JsonNode listed =
        browser.evaluate(
            "[...document.querySelectorAll('figure')].filter(f => f.querySelector('.v')"
                + " && !f.querySelector('details.values li')).length");
    assertEquals(0, listed.asInt(), "figures without a list of their values");
  }

  @Test
  void textStandsOutFromItsGroundInLightAndInDark() throws Exception {
    Path sweep = SyntheticSweep.write(folder.resolve("sweep-of-colors"));
    try {
      for (boolean dark : new boolean[] {false, true}) {
        browser.dark(dark);
        for (Path one : List.of(looked, sweep)) {
          browser.show(one, 1400, 900, false);
          browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
          Browser.keep(one.getFileName() + (dark ? "-dark.png" : "-light.png"), browser.png(true));
          assertEquals("", browser.faint(), dark ? "in dark" : "in light");
        }
      }
    } finally {
      browser.dark(false);
    }
  }

  private static long visible(String kind) throws Exception {
    return seen(".rollout" + kind);
  }

  private static long seen(String selector) throws Exception {
    return browser
        .evaluate(
            "[...document.querySelectorAll('"
                + selector
                + "')].filter(e => e.getClientRects().length > 0).length")
        .asLong();
  }
}
