package io.github.rrm4j.checkpoints;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A disk that refuses one operation, or all from one on; the latter leaves the folder as a kill at
 * that moment would, since nothing can be tidied up. It does not wait for the hardware.
 */
final class FaultyDisk implements Disk {

  /** What happens at the chosen operation. */
  enum Fault {
    REFUSES_ONCE,
    DIES
  }

  private final Disk disk = new Disk.Local();
  private final Fault fault;
  private final int at;
  private final List<String> operations = new ArrayList<>();

  FaultyDisk(Fault fault, int at) {
    this.fault = fault;
    this.at = at;
  }

  static FaultyDisk sound() {
    return new FaultyDisk(Fault.REFUSES_ONCE, Integer.MAX_VALUE);
  }

  /** Everything that was asked for, by the names of the files. */
  List<String> operations() {
    return operations;
  }

  boolean hasRefused() {
    return operations.size() > at;
  }

  private boolean refuses(String operation, Path... paths) {
    operations.add(
        operation
            + " "
            + String.join(" ", Arrays.stream(paths).map(p -> p.getFileName().toString()).toList()));
    int number = operations.size() - 1;
    return fault == Fault.DIES ? number >= at : number == at;
  }

  private static void full(Path path) throws IOException {
    throw new FileSystemException(path.toString(), null, "No space left on device");
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    if (refuses("createFolder", folder)) {
      full(folder);
    }
    disk.createFolder(folder);
  }

  @Override
  public void create(Path file, byte[] content) throws IOException {
    if (refuses("create", file)) {
      boolean last = operations.size() - 1 == at;
      if (last) {
        disk.create(file, Arrays.copyOf(content, content.length / 2));
      }
      full(file);
    }
    disk.create(file, content);
  }

  @Override
  public void sync(Path fileOrFolder) throws IOException {
    if (refuses("sync", fileOrFolder)) {
      full(fileOrFolder);
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    if (refuses("move", from, to)) {
      full(from);
    }
    disk.move(from, to);
  }

  @Override
  public void link(Path link, Path target) throws IOException {
    if (refuses("link", link, target)) {
      full(link);
    }
    disk.link(link, target);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (refuses("delete", path)) {
      full(path);
    }
    disk.delete(path);
  }
}
