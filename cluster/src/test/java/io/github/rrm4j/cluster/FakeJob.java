package io.github.rrm4j.cluster;

import io.github.rrm4j.cli.option.ClusterJob;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A job whose judge needs no model, for a process of its own. */
final class FakeJob {

  private FakeJob() {}

  /** Says the same of every pair. */
  record FakeJudge() implements SliceWork {
    private static final long serialVersionUID = 1;

    @Override
    public void run(Path input, Path output) throws Exception {
      try (BufferedReader in = Files.newBufferedReader(input);
          BufferedWriter out = Files.newBufferedWriter(output)) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          out.write(line.replaceFirst("\"prompt\":\"x+\"", "\"verdict\":\"first\"").strip() + "\n");
        }
      }
    }
  }

  /** Arguments: the input, the output. */
  public static void main(String[] arguments) throws Exception {
    ClusterJob job =
        new ClusterJob(
            List.of("judge"),
            List.of(),
            arguments[0],
            arguments[1],
            List.of(""),
            "{}",
            "local[2]",
            1000,
            List.of());
    System.exit(new SparkCluster().run(job, new FakeJudge()));
  }
}
