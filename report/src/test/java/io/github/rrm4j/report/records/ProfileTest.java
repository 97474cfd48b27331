package io.github.rrm4j.report.records;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {

  @TempDir private Path run;

  @Test
  void secondsAreSummedByStageAndPartAndInnerPartsCountInTheirOuterOne() throws IOException {
    Files.writeString(
        run.resolve("timings.jsonl"),
        """
        {"step":1,"stage":"sft","seconds":1.0,"seconds/update":1.0,"seconds/update/head":0.25}
        {"step":2,"stage":"grpo","seconds":4.0,"seconds/rollout":3.0,"seconds/update":1.0,"seconds/update/head":0.5}
        {"step":3,"stage":"grpo","seconds":4.0,"seconds/rollout":2.0,"seconds/update":2.0,"seconds/update/head":0.5}
        {"step":3,"stage":"grpo","stage_step":2,"seconds/save":2.0}
        {"step":4,"stage":"grpo","seconds/upd
        """);
    Profile profile = Profile.of(run);
    assertEquals(
        List.of(
            new Profile.Part("sft", "update", 1, 1),
            new Profile.Part("sft", "update/head", 0.25, 0.25),
            new Profile.Part("grpo", "rollout", 5, 0.5),
            new Profile.Part("grpo", "update", 3, 0.3),
            new Profile.Part("grpo", "update/head", 1, 0.1),
            new Profile.Part("grpo", "save", 2, 0.2)),
        profile.parts());
    assertEquals("grpo    update/head              1.0 s  10.0 %", profile.lines().get(4));
  }

  @Test
  void aRunWithoutTimesHasNoParts() throws IOException {
    assertEquals(List.of(), Profile.of(run).parts());
  }
}
