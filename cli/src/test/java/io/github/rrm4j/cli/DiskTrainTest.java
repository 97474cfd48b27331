package io.github.rrm4j.cli;

import io.github.rrm4j.cli.disk.FailingDisk.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training on a disk that fails, at any of the calls that change it. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class DiskTrainTest {

  @TempDir static Path folder;
  private static DiskTrial trial;

  /** Both stages of two steps each, with everything that a run may log. */
  private static final class Train implements DiskTrial.Command {

    @Override
    public String[] arguments(Path folder, boolean again) {
      List<String> more = new ArrayList<>();
      for (String setting :
          List.of(
              "sft.steps=2",
              "grpo.steps=2",
              "data.miniature.heldout_pairs=4",
              "evaluation.final_pairs=4",
              "rollout.max_new_tokens=12",
              "checkpoint.keep_last=1")) {
        more.addAll(List.of("--set", setting));
      }
      if (again) {
        more.add("--resume");
      }
      return TinyRun.arguments(folder.resolve("run"), more.toArray(String[]::new));
    }

    @Override
    public List<String> promised() {
      return List.of(
          "metrics.jsonl",
          "rollouts.jsonl",
          "evaluations.jsonl",
          "batches.jsonl",
          "step-000004/model.safetensors",
          "step-000004/optimizer.safetensors",
          "reference/model.safetensors",
          ".prepared.jsonl",
          "model/tokenizer.json",
          "config.yaml");
    }
  }

  @BeforeAll
  static void train() {
    trial = DiskTrial.of(new Train(), folder.resolve("train"));
  }

  @Test
  void aRunThatIsKilledAtAnyCallEndsWithTheSameBytes() {
    trial.killed(6, 6);
  }

  @Test
  void aRunThatTheDiskRefusesAnyCallSaysSoAndEndsWithTheSameBytes() {
    trial.failing(4, 5);
  }

  @Test
  void aProcessOfItsOwnDoesTheSame() {
    trial.inProcesses(
        Map.of(
            "WRITE run/.tmp-config.yaml", Fault.HALT,
            "RENAME run/checkpoints/step-000003", Fault.HALT,
            "WRITE run/run.log", Fault.NO_SPACE,
            "CREATE run/metrics.jsonl", Fault.TOO_MANY_FILES));
  }
}
