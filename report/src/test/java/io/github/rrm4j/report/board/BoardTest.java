package io.github.rrm4j.report.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.report.SyntheticRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTest {

  @TempDir Path outer;
  private Path root;
  private Board board;

  @BeforeEach
  void writeRuns() throws IOException {
    root = Files.createDirectories(outer.resolve("runs"));
    new SyntheticRun(root.resolve("first")).complete();
    new SyntheticRun(root.resolve("group/second")).config().sft(20).grpo(30);
    new SyntheticRun(outer.resolve("secret")).complete();
    board = new Board(root);
  }

  private Board.Answer ask(String path, String... parameters) throws IOException {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      query.computeIfAbsent(parameters[i], name -> new ArrayList<>()).add(parameters[i + 1]);
    }
    return board.answer(path, query, "");
  }

  @Test
  void theIndexNamesAllFoldersAndHowTheyStand() throws IOException {
    String html = ask(Board.INDEX).html();
    assertTrue(html.contains("/runs/view?of=first"));
    assertTrue(html.contains("/runs/view?of=group%2Fsecond"));
    assertTrue(html.contains("grpo 120"), "the last step of the first run");
    assertTrue(Pattern.compile("\\d+\\.\\d % \\[\\d+\\.\\d, \\d+\\.\\d]").matcher(html).find());
    assertFalse(html.contains("secret"));
  }

  @Test
  void noNameLeadsOutOfTheFolder() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), outer.resolve("secret"));
    for (String name :
        List.of(
            "../secret", "link", outer.resolve("secret").toString(), "first/../../secret", "")) {
      for (String path : List.of(Board.VIEW, Board.JUDGEMENTS, Board.DIFFERENCE)) {
        Board.Answer answer = ask(path, "of", name);
        assertEquals(404, answer.status(), path + " " + name);
        assertFalse(answer.html().contains("<figure"), path + " " + name);
      }
    }
  }

  @Test
  void aPageThatDidNotChangeIsNotSentAgain() throws IOException {
    Board.Answer first = board.answer(Board.VIEW, Map.of("of", List.of("first")), "");
    assertEquals(200, first.status());
    Board.Answer again = board.answer(Board.VIEW, Map.of("of", List.of("first")), first.tag());
    assertEquals(304, again.status());
    assertEquals("", again.html());
    new SyntheticRun(root.resolve("first"))
        .line("metrics.jsonl", "{\"step\":121,\"stage\":\"grpo\",\"reward/accuracy\":0.5}");
    Board.Answer changed = board.answer(Board.VIEW, Map.of("of", List.of("first")), first.tag());
    assertEquals(200, changed.status());
    assertNotEquals(first.tag(), changed.tag());
    assertTrue(changed.html().contains("grpo to step 121"));
  }

  @Test
  void theFilterChoosesAndThePagesHoldEachJudgementOnce() throws IOException {
    String all = ask(Board.JUDGEMENTS, "of", "first").html();
    int total = number(all, "of ([\\d,]+) judgements");
    int wrong = number(all, "wrong ([\\d,]+)<");
    assertTrue(wrong > 0 && wrong < total);
    String filtered = ask(Board.JUDGEMENTS, "of", "first", "outcome", "wrong").html();
    assertEquals(wrong, number(filtered, "([\\d,]+) of [\\d,]+ judgements"));
    int shown = 0;
    int pages = number(all, "page 1 of ([\\d,]+)");
    assertTrue(pages > 1);
    for (int page = 1; page <= pages; page++) {
      String html = ask(Board.JUDGEMENTS, "of", "first", "page", String.valueOf(page)).html();
      shown += html.split("<details class=\"rollout").length - 1;
    }
    assertEquals(total, shown);
    String beyond = ask(Board.JUDGEMENTS, "of", "first", "page", "999999").html();
    assertTrue(beyond.contains("page " + pages + " of " + pages));
  }

  private static int number(String html, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(html);
    assertTrue(matcher.find(), pattern);
    return Integer.parseInt(matcher.group(1).replace(",", ""));
  }

  @Test
  void theDifferenceOfTwoJudgementsOfAPairIsMarked() throws IOException {
    Path run = root.resolve("two");
    for (int step : new int[] {1, 2}) {
      new SyntheticRun(run)
          .line(
              "rollouts.jsonl",
              "{\"step\":"
                  + step
                  + ",\"pair\":\"p-7\",\"sample\":0,\"prompt\":\"Which?\",\"completion\":\"<think>It is "
                  + (step == 1 ? "early" : "late")
                  + "</think>A\",\"verdict\":\"first\",\"gold\":\"first\",\"outcome\":\"correct\",\"reward\":1}");
    }
    new SyntheticRun(run).line("metrics.jsonl", "{\"step\":2}");
    String html = ask(Board.DIFFERENCE, "of", "two", "pair", "p-7", "left", "0-0").html();
    assertTrue(html.contains("<del>early</del>"), html);
    assertTrue(html.contains("<ins>late</ins>"));
    assertEquals(1, html.split("Which\\?", -1).length - 1, "one prompt for both");
    assertEquals(400, ask(Board.DIFFERENCE, "of", "two", "pair", "unknown").status());
  }

  @Test
  void whatIsWrongIsSaidOnAPage() throws IOException {
    assertEquals(400, ask(Board.VIEW).status());
    Board.Answer order = ask(Board.JUDGEMENTS, "of", "first", "order", "random");
    assertEquals(400, order.status());
    assertTrue(order.html().contains("must be one of newest"));
    assertEquals(400, ask("/runs/other", "of", "first").status());
  }

  @Test
  void textOfARolloutIsEscapedEverywhere() throws IOException {
    String attack = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>";
    new SyntheticRun(root.resolve("attack"))
        .line("metrics.jsonl", "{\"step\":1,\"stage\":\"" + attack + "\"}")
        .line(
            "rollouts.jsonl",
            "{\"step\":1,\"pair\":\"@\",\"section\":\"@\",\"prompt\":\"@\",\"completion\":\"@\",\"reason\":\"@\",\"outcome\":\"@\",\"verdict\":\"@\",\"reward\":1}"
                .replace("@", attack));
    for (Board.Answer answer :
        List.of(
            ask(Board.INDEX),
            ask(Board.VIEW, "of", "attack"),
            ask(Board.JUDGEMENTS, "of", "attack", "text", attack),
            ask(Board.DIFFERENCE, "of", "attack", "pair", attack),
            ask(Board.VIEW, "of", attack))) {
      assertFalse(answer.html().contains("<script>alert"));
      assertFalse(answer.html().contains("<img"));
      assertTrue(answer.policy().startsWith("default-src 'none'"));
    }
  }
}
