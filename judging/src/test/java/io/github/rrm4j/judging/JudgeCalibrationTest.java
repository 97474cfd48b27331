package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.ConfidenceMap.Isotonic;
import io.github.rrm4j.statistics.ConfidenceMap.Temperature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeCalibrationTest {

  @TempDir Path folder;

  private static Vote vote(Verdict verdict, String confidence) {
    String text = "<think>a</think>\n\n\\boxed{}" + confidence;
    return new Vote(Order.GIVEN, verdict, text, 3, 9, false);
  }

  private static String stated(double confidence) {
    return "<confidence>" + confidence + "</confidence>";
  }

  private static PairVerdict verdict(Vote... votes) {
    return new PairVerdict(
        new OpenPair("x", "q", "a", "b", Optional.empty()), List.of(votes), SplitRule.HALF);
  }

  @Test
  void votesForTheOtherResponseSpeakAgainstTheWinner() {
    PairVerdict verdict =
        verdict(
            vote(Verdict.FIRST, stated(0.9)),
            vote(Verdict.FIRST, ""),
            vote(Verdict.SECOND, stated(0.7)),
            vote(Verdict.MALFORMED, stated(1)));
    assertEquals(0.6, ConfidenceKind.STATED_CONFIDENCE.of(verdict).getAsDouble(), 1e-12);
    assertEquals(0.5, ConfidenceKind.VOTE_SHARE.of(verdict).getAsDouble(), 1e-12);
  }

  @Test
  void oneVoteHasNoShareAndASplitOneNoWinner() {
    assertTrue(ConfidenceKind.VOTE_SHARE.of(verdict(vote(Verdict.FIRST, ""))).isEmpty());
    assertTrue(
        ConfidenceKind.STATED_CONFIDENCE
            .of(verdict(vote(Verdict.FIRST, stated(1)), vote(Verdict.SECOND, stated(1))))
            .isEmpty());
  }

  @Test
  void whatIsWrittenIsReadAndUsed() throws IOException {
    JudgeCalibration calibration =
        new JudgeCalibration(
            Map.of(
                ConfidenceKind.STATED_CONFIDENCE, new Temperature(2),
                ConfidenceKind.VOTE_SHARE, new Isotonic(List.of(0.5, 1.0), List.of(0.6, 0.8))));
    calibration.write(folder);
    assertEquals(calibration, JudgeCalibration.read(folder));
    JsonNode told =
        JudgeCalibration.read(folder)
            .put(
                Json.object(),
                verdict(vote(Verdict.FIRST, stated(0.9)), vote(Verdict.FIRST, stated(0.9))))
            .path("confidence");
    assertEquals(0.9, told.path("stated_confidence").path("raw").asDouble());
    assertEquals(0.75, told.path("stated_confidence").path("calibrated").asDouble(), 1e-9);
    assertEquals(0.8, told.path("vote_share").path("calibrated").asDouble(), 1e-12);
  }

  @Test
  void withoutAFileNothingIsSaidOfVotes() {
    JsonNode told =
        JudgeCalibration.read(folder)
            .put(Json.object(), verdict(vote(Verdict.FIRST, ""), vote(Verdict.FIRST, "")));
    assertFalse(told.has("confidence"));
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    for (String damaged :
        List.of(
            "{\"vote_share\": {\"temperature\": -1}}",
            "{\"vote_share\": {\"at\": [0.5, 0.4], \"share\": [0.1, 0.2]}}",
            "{\"vote_share\": {}}",
            "[]")) {
      Files.writeString(folder.resolve(JudgeCalibration.FILE), damaged);
      String message =
          assertThrows(InvalidInput.class, () -> JudgeCalibration.read(folder), damaged)
              .getMessage();
      assertTrue(message.contains("calibration.json: "), message);
      assertTrue(message.contains("./rrm calibrate"), message);
    }
  }
}
