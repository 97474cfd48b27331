package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ClusterJob;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** What an executor does with a slice: makes its part, unless it is there, and tells of it. */
record SliceTask(ClusterJob job, SliceWork work, SerializableConfiguration conf)
    implements Function2<Integer, Iterator<Tuple2<Long, InputRow>>, Iterator<String>> {

  private static final long serialVersionUID = 1;

  /**
   * @param slice its number
   * @param numbered its rows; all of them are held at a time
   * @return the report, JSON
   */
  @Override
  public Iterator<String> call(Integer slice, Iterator<Tuple2<Long, InputRow>> numbered)
      throws Exception {
    List<InputRow> rows = new ArrayList<>();
    numbered.forEachRemaining(row -> rows.add(row._2()));
    String part = Text.format("%06d-%s", slice, digest(rows));
    Parts parts = Parts.of(conf.value(), job.output());
    Optional<ObjectNode> there = parts.report(part);
    if (there.isPresent()) {
      return List.of(there.get().put("reused", true).toString()).iterator();
    }
    Path folder = Files.createTempDirectory("rrm-slice-");
    try {
      return List.of(made(slice, part, rows, parts, folder).toString()).iterator();
    } finally {
      Folders.delete(folder);
    }
  }

  private ObjectNode made(int slice, String part, List<InputRow> rows, Parts parts, Path folder)
      throws Exception {
    SliceClock clock = SliceClock.started();
    SliceRun run = new SliceRun(work, job.endings(), folder);
    run.run(rows);
    ObjectNode report =
        clock.report(slice, rows.size()).put("part", part).put("rejected", run.rejected().size());
    long attempt = TaskContext.get().taskAttemptId();
    ObjectNode bytes = report.putObject("bytes");
    ObjectNode outcomes = report.putObject("outcomes");
    for (String ending : SparkCluster.endings(job)) {
      Path file = run.output(ending);
      bytes.put(ending, Files.size(file));
      if (!ending.equals(SliceRun.REJECTED)) {
        outcomes.set(ending, Outcomes.of(file));
      }
      parts.put(part + ending, file, attempt);
    }
    parts.finish(part, report, attempt);
    return report;
  }

  /** Of the rows and of all that decides what is made of them. */
  private String digest(List<InputRow> rows) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      add(sha, String.join("\u0000", job.command()));
      add(sha, String.join("\u0000", job.arguments()));
      add(sha, job.settings());
      for (InputRow row : rows) {
        add(sha, row.place());
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(row.line().length).array());
        sha.update(row.line());
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void add(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    sha.update(bytes);
  }
}
