package io.github.rrm4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of {@code tools/compare-peers} where there is a Python. */
class ComparePeersTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void itsOwnTestsPass() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "it reads /proc");
    assumeTrue(ends("-c", "import sys; sys.exit(sys.version_info < (3, 9))") == 0, "no Python 3.9");
    // -S: the reference is compared with transformers only where tests are run by hand
    int status = ends("-S", "-B", "-m", "unittest", "discover", "-s", ROOT + "/tools/test");
    assertEquals(0, status, said());
    assertTrue(said().contains("Ran 18 tests"), said());
  }

  private int ends(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "python3";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("said").toFile())
          .start()
          .waitFor();
    } catch (IOException noPython) {
      return 127;
    }
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
  }
}
