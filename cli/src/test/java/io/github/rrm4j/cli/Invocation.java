package io.github.rrm4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of the command line: in this process with its output caught, or as a child process that
 * can be killed.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Invocation(int code, String out, String err) {

  /** Runs {@code rrm} in this process. */
  static Invocation of(String... arguments) {
    return withInput("", arguments);
  }

  /** Runs {@code rrm} in this process with text on standard input. */
  static synchronized Invocation withInput(String input, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream in = System.in;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      int code = Main.run(arguments);
      return new Invocation(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
      System.setIn(in);
    }
  }

  /** Starts {@code rrm} as a child process; its output goes to a file. */
  static Process child(Path log, String... arguments) throws IOException {
    return child(Main.class, log, arguments);
  }

  /** Starts a class that runs {@code rrm} as a child process; its output goes to a file. */
  static Process child(Class<?> main, Path log, String... arguments) throws IOException {
    return child(main, Path.of("").toAbsolutePath(), log, arguments);
  }

  /** The same in a folder that relative paths are of. */
  static Process child(Class<?> main, Path folder, Path log, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "-Dai.djl.offline=true",
            "-DOPT_OUT_TRACKING=true",
            "-Dai.djl.pytorch.graph_optimizer=false",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    File file = log.toFile();
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
        .start();
  }
}
