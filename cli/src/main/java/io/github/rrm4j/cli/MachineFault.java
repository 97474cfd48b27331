package io.github.rrm4j.cli;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.core.JacksonException;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.OutOfMemory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * What a disk, a limit of the process or the memory refused, which the user can mend: told in one
 * line with its place and remedy.
 */
final class MachineFault {

  private static final String RESUME = "; nothing that was finished is lost, --resume continues";

  private MachineFault() {}

  /**
   * The line of an error that is the machine's; empty for one of the program.
   *
   * @param resumable whether the command can go on with what is there
   */
  static Optional<String> line(Throwable error, boolean resumable) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof OutOfMemoryError
          || e instanceof EngineException engine && OutOfMemory.caused(engine)) {
        return Optional.of(memory(e));
      }
      if (e instanceof IOException io && !(e instanceof JacksonException)) {
        return Optional.of(file(io) + (resumable ? RESUME : ""));
      }
      Optional<String> known = known(e);
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.empty();
  }

  private static String memory(Throwable e) {
    if (OutOfMemory.onGpu(String.valueOf(e.getMessage()))) {
      return Text.format(
          "memory: the GPU has none left (%s); lower update.max_tokens_per_micro_batch, update.logits_memory or rollout.max_num_seqs, or set update.activation_checkpoint_interval: 1; ./rrm plan CONFIG --device-memory 80GB says what fits",
          OneLine.of(String.valueOf(e.getMessage())));
    }
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return Text.format(
        "memory: the Java process has none left (%s; heap of %d MiB); set RRM_JAVA_OPTS=-Xmx4g or more, raise ulimit -v and -u, or free memory",
        OneLine.of(String.valueOf(e.getMessage())), heap);
  }

  private static String file(IOException e) {
    String place =
        e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : "a file";
    String reason = OneLine.of(e);
    String remedy = DiskError.remedy(e).orElse("check the path, its permissions and its disk");
    return OneLine.of(place) + ": " + reason + ", " + remedy;
  }

  /** A library that an address or descriptor limit keeps from being loaded. */
  private static Optional<String> known(Throwable e) {
    String message = String.valueOf(e.getMessage());
    boolean library = e instanceof UnsatisfiedLinkError || message.contains("native library");
    if (!library) {
      return Optional.empty();
    }
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return Optional.of(
        "native library: cannot be loaded ("
            + OneLine.of(String.valueOf(last.getMessage()))
            + "); ./rrm doctor says what is missing; raise ulimit -v and -n, or set DJL_CACHE_DIR to a"
            + " folder that can be written and executed from");
  }
}
