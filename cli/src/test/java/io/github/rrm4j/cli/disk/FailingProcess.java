package io.github.rrm4j.cli.disk;

import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.disk.FailingDisk.Fault;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code rrm} in a process of its own on a disk that fails: FOLDER FAULT CALL ARGUMENT... */
public final class FailingProcess {

  private FailingProcess() {}

  public static void main(String[] arguments) {
    InstrumentedJdk.install();
    watch(Path.of(arguments[0]), Fault.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
    Main.main(Arrays.copyOfRange(arguments, 3, arguments.length));
  }

  /** Nothing that names {@link DiskCalls} may be loaded before the JDK is instrumented. */
  private static void watch(Path folder, Fault fault, int at) {
    new FailingDisk(folder, fault, at); // until the process ends
  }
}
