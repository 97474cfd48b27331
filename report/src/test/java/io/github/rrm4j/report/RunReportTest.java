package io.github.rrm4j.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.records.ReportInput;
import io.github.rrm4j.report.records.RunRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {

  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>(.*?)</script>");

  @TempDir static Path shared;
  private static String complete;

  @TempDir Path temporary;

  @BeforeAll
  static void writeTheReportOfACompleteRun() throws IOException {
    new SyntheticRun(shared.resolve("quickstart")).complete();
    complete = report(shared.resolve("quickstart"));
  }

  @Test
  void aCompleteRunShowsResultsCurvesJudgementsAndConfig() {
    String page = complete;
    assertTrue(page.contains("<h1>quickstart</h1>"));
    assertTrue(page.contains("sft to step 300"));
    assertTrue(page.contains("grpo to step 120"));
    assertTrue(page.contains("group_size: 8         # G"));
    for (String caption :
        new String[] {
          "Accuracy in evaluations, with interval",
          "Same choice in both orders",
          "Accuracy by section, heldout greedy",
          "Accuracy of the rollouts",
          "KL to the reference",
          "Thinking length of the rollouts",
          "Rollouts without a verdict",
          "Loss",
          "Gradient norm"
        }) {
      assertTrue(page.contains("<strong>" + caption), caption);
    }
    // Evaluation: accuracy, swaps, length, two by section. GRPO: eleven. SFT: loss, norm, rate.
    assertEquals(5 + 11 + 3, count(page, "<svg "));
  }

  @Test
  void theTableHoldsTheFirstAndTheLastEvaluationWithIntervals() throws IOException {
    new SyntheticRun(temporary)
        .line(
            "evaluations.jsonl",
            "{\"step\":0,\"name\":\"heldout\",\"mode\":\"greedy\",\"accuracy\":0.6,"
                + "\"accuracy_low\":0.55,\"accuracy_high\":0.65,\"n\":400}")
        .line("evaluations.jsonl", "{\"step\":10,\"name\":\"heldout\",\"mode\":\"greedy\"}")
        .line(
            "evaluations.jsonl",
            "{\"step\":20,\"name\":\"heldout\",\"mode\":\"greedy\",\"accuracy\":0.9516,"
                + "\"position_bias\":-0.015,\"sections\":{\"sorting\":{\"accuracy\":0.9,"
                + "\"low\":0.8,\"high\":0.96,\"thinking_mean\":51.25}}}");
    String page = report(temporary);
    assertTrue(page.contains("60.0 % [55.0, 65.0]"));
    assertTrue(page.contains("95.2 %"));
    assertTrue(page.contains("−1.5 %"));
    assertTrue(page.contains("90.0 % [80.0, 96.0]"));
    assertTrue(page.contains("51.25"));
    assertTrue(page.contains("<td class=\"number\">–</td>"));
    assertEquals(1, count(page, "<tr class=\"first\">"));
    assertEquals(1, count(page, "<tr class=\"last\">"));
  }

  @Test
  void anAlarmIsMarkedWithItsSteps() throws IOException {
    SyntheticRun run = new SyntheticRun(temporary);
    for (int step = 1; step <= 5; step++) {
      run.line(
          "metrics.jsonl",
          Text.format(
              "{\"step\":%d,\"stage\":\"grpo\",\"alarm/kl\":%d,\"alarm/entropy\":0}",
              step, step == 2 || step == 4 ? 1 : 0));
    }
    String page = report(temporary);
    assertTrue(page.contains("Alarm kl in 2 steps, from step 2 to step 4."), page);
    assertFalse(page.contains("Alarm entropy"));
  }

  @Test
  void thePageNeedsNoNetworkAndOnlyItsOwnScriptMayRun() throws Exception {
    String page = complete;
    String withoutNames = page.replace("http://www.w3.org/2000/svg", "");
    assertFalse(withoutNames.contains("http://") || withoutNames.contains("https://"));
    assertFalse(page.contains("@import"));
    Matcher scripts = SCRIPT.matcher(page);
    assertTrue(scripts.find());
    byte[] sha256 =
        MessageDigest.getInstance("SHA-256")
            .digest(scripts.group(1).getBytes(StandardCharsets.UTF_8));
    assertTrue(
        page.contains(
            "content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-"
                + Base64.getEncoder().encodeToString(sha256)
                + "&#39;\""));
    assertEquals(1, count(page, "<script"));
    String withoutJudgements = report(Files.createDirectories(temporary.resolve("none")));
    assertFalse(withoutJudgements.contains("<script"));
    assertTrue(withoutJudgements.contains("style-src &#39;unsafe-inline&#39;\""));
    assertEquals(count(page, "url("), count(page, "url(#clip")); // into the page itself
    assertTrue(page.contains("Content-Security-Policy"));
  }

  @Test
  void textOfTheRunIsEscapedEverywhere() throws IOException {
    String attack = "</pre><script>alert('x')</script>\\\"&";
    Path folder = temporary.resolve("a<b>&c");
    new SyntheticRun(folder)
        .line("config.yaml", attack)
        .line(
            "rollouts.jsonl",
            ("{\"step\":1,\"prompt\":\"@\",\"completion\":\"@\",\"verdict\":\"@\",\"gold\":\"@\","
                    + "\"outcome\":\"@\",\"reason\":\"@\",\"section\":\"@\",\"parts\":{\"@\":1}}")
                .replace("@", attack))
        .line("metrics.jsonl", "{\"step\":1,\"stage\":\"@\",\"loss\":1}".replace("@", attack))
        .line(
            "evaluations.jsonl",
            ("{\"step\":1,\"name\":\"@\",\"mode\":\"@\",\"stage\":\"@\",\"accuracy\":1,"
                    + "\"sections\":{\"@\":{\"accuracy\":1}}}")
                .replace("@", attack));
    String page = report(folder);
    assertEquals(1, count(page, "<script"), "a script got through");
    assertTrue(
        complete.contains(page.substring(page.indexOf("<script"), page.indexOf("</script"))));
    assertFalse(page.contains("<b>&c"), "the name of the folder got through");
    assertTrue(count(page, "&lt;script&gt;alert(&#39;x&#39;)") >= 12);
  }

  @Test
  void anEmptyFolderGivesAPageThatSaysSo() throws IOException {
    String page = report(temporary);
    assertTrue(page.contains("No step has been written yet."));
    assertEquals(0, count(page, "<section"));
  }

  @Test
  void aRunWithOnlySftHasItsCurvesAndNoOtherSection() throws IOException {
    new SyntheticRun(temporary).sft(12);
    String page = report(temporary);
    assertEquals(3, count(page, "<svg "));
    assertEquals(1, count(page, "<section"));
    assertTrue(page.contains("Stage sft"));
  }

  @Test
  void aSingleStepAndAConstantAreDrawn() throws IOException {
    new SyntheticRun(temporary)
        .line("metrics.jsonl", "{\"step\":1,\"loss\":0,\"reward/accuracy\":1,\"lr\":1e-6}");
    assertEquals(3, count(report(temporary), "<svg "));
  }

  @Test
  void aLastLineThatIsStillBeingWrittenIsLeftOutAndCounted() throws IOException {
    new SyntheticRun(temporary).sft(3);
    byte[] cutInsideACharacter = "{\"step\":4,\"stage\":\"é".getBytes(StandardCharsets.UTF_8);
    Files.write(
        temporary.resolve("metrics.jsonl"),
        Arrays.copyOf(cutInsideACharacter, cutInsideACharacter.length - 1),
        StandardOpenOption.APPEND);
    String page = report(temporary);
    assertTrue(page.contains("1 line of metrics.jsonl could not be read and is left out."));
    assertTrue(page.contains("sft to step 3"));
  }

  @Test
  void numbersThatAreNotFiniteLeaveAGapAndNothingElse() throws IOException {
    new SyntheticRun(temporary)
        .line("metrics.jsonl", "{\"step\":1,\"loss\":NaN,\"lr\":0.1}")
        .line("metrics.jsonl", "{\"step\":2,\"loss\":\"NaN\",\"lr\":0.1}")
        .line("metrics.jsonl", "{\"step\":3,\"loss\":1e999,\"lr\":null}")
        .line("metrics.jsonl", "{\"step\":4,\"loss\":0.5}");
    RunRecords run = ReportInput.ofRun(temporary).runs().get(0);
    assertArrayEquals(new double[] {4}, run.stages().get("").get("loss").steps());
    assertArrayEquals(new double[] {1, 2}, run.stages().get("").get("lr").steps());
    report(temporary);
  }

  @Test
  void aLoneSurrogateInACompletionDoesNotStopTheReport() throws IOException {
    new SyntheticRun(temporary)
        .line(
            "rollouts.jsonl",
            "{\"step\":1,\"outcome\":\"wrong\",\"completion\":\"a\\ud800b\\u0000\"}");
    assertTrue(report(temporary).contains("a?b\uFFFD"));
  }

  @Test
  void eachJudgementShowsItsRewardPartsAndReason() throws IOException {
    new SyntheticRun(temporary)
        .line(
            "rollouts.jsonl",
            "{\"step\":3,\"prompt\":\"P\",\"completion\":\"<think>t</think>A\",\"outcome\":\"CORRECT\","
                + "\"verdict\":\"FIRST\",\"gold\":\"FIRST\",\"reward\":0.75,\"advantage\":-0.5,"
                + "\"parts\":{\"verdict\":1.0,\"length\":-0.25},\"reason\":\"Right but long.\"}");
    String page = report(temporary);
    assertTrue(page.contains("+0.75 = verdict +1, length −0.25 – Right but long."));
    assertTrue(page.contains("<details class=\"rollout correct\">"));
    assertTrue(page.contains("<span class=\"thinking\">&lt;think&gt;t&lt;/think&gt;</span>"));
    assertEquals(2, count(page, "type=\"radio\""));
  }

  @Test
  void ofManyRolloutsEachOutcomeShowsSome() throws IOException {
    SyntheticRun run = new SyntheticRun(temporary);
    for (int i = 0; i < 500; i++) {
      String outcome = i == 250 ? "truncated" : i % 5 == 0 ? "wrong" : "correct";
      run.line("rollouts.jsonl", "{\"step\":" + i + ",\"outcome\":\"" + outcome + "\"}");
    }
    String page = report(temporary);
    assertEquals(1, count(page, "class=\"rollout truncated\""));
    assertTrue(count(page, "class=\"rollout wrong\"") >= 12);
    assertTrue(count(page, "class=\"rollout correct\"") <= 24);
    assertTrue(page.contains("of the 500 in rollouts.jsonl"));
  }

  @Test
  void idsAreUniqueOnThePage() {
    Matcher ids = Pattern.compile(" id=\"([^\"]+)\"").matcher(complete);
    Set<String> seen = new HashSet<>();
    while (ids.find()) {
      assertTrue(seen.add(ids.group(1)), ids.group(1));
    }
    assertTrue(seen.size() > 15);
  }

  @Test
  void thePageIsTheSameEachTimeAndInEachLocale() throws IOException {
    Path folder = shared.resolve("quickstart");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(complete, report(folder));
    } finally {
      Locale.setDefault(before);
    }
    assertFalse(Files.exists(folder.resolve("report.html.tmp")));
  }

  @Test
  void aFolderThatDoesNotExistIsAnError() {
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> Report.ofRun(temporary.resolve("none")));
    assertTrue(error.getMessage().endsWith("is not a folder; name the folder of a run"));
  }

  @Test
  void judgementsOfAPairStandBelowTheBeginningOfItsQuery() throws IOException {
    SyntheticRun run = new SyntheticRun(temporary);
    for (int i = 0; i < 4; i++) {
      run.line(
          "rollouts.jsonl",
          Text.format(
              "{\"step\":%d,\"pair\":\"p%d\",\"outcome\":\"%s\",\"prompt\":\"<|user|>Judge.\\nQuery: What is"
                  + " <b>%d</b>?\\nAssistant 1: a\"}",
              i, i % 2, i == 3 ? "wrong" : "correct", i % 2));
    }
    String page = report(temporary);
    assertEquals(2, count(page, "<div class=\"pair\">"));
    assertTrue(
        page.contains(
            "<h3 class=\"query\">What is &lt;b&gt;1&lt;/b&gt;?<small> p1 · 2 judgements · 1 right, 1 wrong"));
    int second = page.indexOf("What is &lt;b&gt;1&lt;/b&gt;?<small>");
    assertEquals(2, count(page.substring(second), "<details class=\"rollout"));
  }

  private static String report(Path folder) throws IOException {
    return Files.readString(Report.ofRun(folder).writePage(folder.resolve("report.html")));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
