package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other programs of this machine. */
public final class Processes {

  private Processes() {}

  /** Whether a program is on the path. */
  public static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * Runs a program to its end.
   *
   * @param folder where it runs
   * @param environment what is set in its environment
   * @param code its exit code
   * @return what it printed on both outputs
   */
  public static String run(
      Path folder, Map<String, String> environment, List<String> command, int code)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "said", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> command + " does not end");
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertEquals(code, process.exitValue(), said);
    return said;
  }
}
