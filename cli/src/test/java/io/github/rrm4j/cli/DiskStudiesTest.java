package io.github.rrm4j.cli;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code reproduce} and {@code sweep}, which go on by the same command, on a disk that fails. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class DiskStudiesTest {

  @TempDir private Path folder;

  /** A command line that is the same each time. */
  private record Study(List<String> words, List<String> promised) implements DiskTrial.Command {

    @Override
    public String[] arguments(Path folder, boolean again) {
      return words.toArray(String[]::new);
    }
  }

  private static String settings(String before, String between) {
    StringBuilder set = new StringBuilder();
    String[] arguments =
        TinyRun.arguments(Path.of("unused"), "--set", "stages=[sft]", "--set", "sft.steps=1");
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--set") && !arguments[i + 1].equals("sft.steps=5")) {
        set.append(before).append(arguments[i + 1].replaceFirst("=", between)).append('\n');
      }
    }
    return set.toString();
  }

  private static Path config() {
    return TinyRun.root().resolve("configs/quickstart.yaml");
  }

  @Test
  void aReproduction() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("paper.yaml"),
            "title: Tiny\nabout: Tiny.\noutput: unused\npieces:\n  - name: base\n    config: "
                + config()
                + "\n    set:\n"
                + settings("      - ", "=")
                + "  - {name: table, kind: benchmark, panels: [benchmark], judge: base, benchmark: miniature, votes: 1, items: 4}\n"
                + "claims:\n  - {name: later, says: Not yet.}\n");
    Path trials = folder.resolve("reproduce");
    Study study =
        new Study(
            List.of("reproduce", file.toString(), "--output", trials.resolve("out").toString()),
            List.of("metrics.jsonl", "step-000001/model.safetensors", "items.jsonl", "paper.json"));
    DiskTrial trial = DiskTrial.of(study, trials);
    trial.killed(1, 2);
    trial.failing(1, 2);
  }

  /** The runs of a sweep are processes of their own; the disk fails in that of the sweep. */
  @Test
  void aSweep() throws IOException {
    Path trials = folder.resolve("sweep");
    Path file =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            Text.format("base: %s%noutput: %s%nname: out%nset:%n", config(), trials)
                + settings("  ", ": ")
                + "seeds: [1]\ncells:\n- {name: plain, set: {}}\n");
    Study study =
        new Study(
            List.of("sweep", file.toString()),
            List.of("metrics.jsonl", "step-000001/model.safetensors"));
    DiskTrial trial = DiskTrial.of(study, trials);
    trial.killed(1, 2);
    trial.failing(1, 2);
  }
}
