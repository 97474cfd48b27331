package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does with a slice of lines that the driver has handed over. */
final class LineTask extends AbstractFunction1<Iterator<List<byte[]>>, LineTask.Answer>
    implements Serializable {

  private static final long serialVersionUID = 1;

  private final SliceWork work;

  LineTask(SliceWork work) {
    this.work = work;
  }

  /**
   * What a slice was made into.
   *
   * @param report JSON, as of {@link SliceClock#report}
   */
  record Answer(List<byte[]> lines, String report) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * @param slices one
   */
  @Override
  public Answer apply(Iterator<List<byte[]>> slices) {
    try {
      return made(slices.next());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer made(List<byte[]> lines) throws Exception {
    Path folder = Files.createTempDirectory("rrm-slice-");
    try {
      SliceClock clock = SliceClock.started();
      Path input = folder.resolve("slice.jsonl");
      try (OutputStream out = Files.newOutputStream(input)) {
        for (byte[] line : lines) {
          out.write(line);
        }
      }
      Path output = folder.resolve("out");
      work.run(input, output);
      ObjectNode report = clock.report(TaskContext.getPartitionId(), lines.size());
      return new Answer(lines(output), report.toString());
    } finally {
      Folders.delete(folder);
    }
  }

  private static List<byte[]> lines(Path file) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte one : Files.readAllBytes(file)) {
      line.write(one);
      if (one == '\n') {
        lines.add(line.toByteArray());
        line.reset();
      }
    }
    return lines;
  }
}
