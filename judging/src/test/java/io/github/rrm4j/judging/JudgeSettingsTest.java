package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.VerdictFormat;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeSettingsTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    for (boolean thinking : new boolean[] {true, false}) {
      JudgeSettings written =
          new JudgeSettings(JudgeTemplate.named("rrm"), thinking, new Sampling(0.7, 123));
      written.write(folder);
      JudgeSettings read = JudgeSettings.read(folder).orElseThrow();
      assertEquals(written.template().text(), read.template().text());
      assertEquals(
          written.template().messages("q", "1", "2"), read.template().messages("q", "1", "2"));
      assertEquals(thinking, read.thinking());
      assertEquals(written.sampling(), read.sampling());
    }
  }

  @Test
  void theFormatOfTheVerdictIsKept() throws IOException {
    JudgeTemplate plain = JudgeTemplate.named("compact");
    new JudgeSettings(plain.verdict(VerdictFormat.ANSWER_TAG), true, new Sampling(1, 9))
        .write(folder);
    JudgeSettings read = JudgeSettings.read(folder).orElseThrow();
    assertEquals(VerdictFormat.ANSWER_TAG, read.verdict());
    String text = "\"=== user\\n{query}{response_1}{response_2}\"";
    Files.writeString(
        folder.resolve(JudgeSettings.FILE),
        "{\"template\": "
            + text
            + ", \"verdict\": \"scores\", \"thinking\": true, \"temperature\": 1, \"max_new_tokens\": 9}");
    assertEquals(VerdictFormat.SCORES, JudgeSettings.read(folder).orElseThrow().verdict());
    assertRefused(
        "{\"template\": " + text + ", \"verdict\": \"score\"}",
        "judge.json: verdict: is 'score', must be one of");
  }

  @Test
  void aFolderWithoutTheFileHasNoSettings() {
    assertEquals(Optional.empty(), JudgeSettings.read(folder));
  }

  @Test
  void aMalformedFileIsNamed() throws IOException {
    assertRefused("{\"template\": ", "judge.json: is not a judge's settings: ");
    assertRefused("", "judge.json: is not a judge's settings: ");
    assertRefused(
        "{\"template\": \"=== user\\n{query}{response_1}{response_2}\"}",
        "judge.json: is not a judge's settings: ");
    assertRefused("{\"template\": \"=== user\\n\"}", "judge.json: the template has no {query}");
  }

  private void assertRefused(String json, String message) throws IOException {
    Files.writeString(folder.resolve(JudgeSettings.FILE), json);
    String said = assertThrows(InvalidInput.class, () -> JudgeSettings.read(folder)).getMessage();
    assertTrue(said.startsWith(folder + "/" + message), said);
  }
}
