package io.github.rrm4j.checkpoints;

import io.github.rrm4j.contracts.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The operations whose order makes a save safe against a kill. The tests' disk dies between any two
 * of them.
 */
interface Disk {

  /** Creates a folder and the ones above it that are missing. */
  void createFolder(Path folder) throws IOException;

  /** Creates a file, which must not be there yet. */
  void create(Path file, byte[] content) throws IOException;

  /** Waits until a file's bytes, or a folder's names, are on the disk. */
  void sync(Path fileOrFolder) throws IOException;

  /** Renames in one step; a file or link of the new name is replaced, a filled folder is not. */
  void move(Path from, Path to) throws IOException;

  /** Creates a symbolic link with this relative target. */
  void link(Path link, Path target) throws IOException;

  /** Deletes a file, a link or an empty folder. */
  void delete(Path path) throws IOException;

  /** The file system of this machine. */
  final class Local implements Disk {

    @Override
    public void createFolder(Path folder) throws IOException {
      Files.createDirectories(folder);
    }

    @Override
    public void create(Path file, byte[] content) throws IOException {
      Files.write(file, content, StandardOpenOption.CREATE_NEW);
    }

    @Override
    public void sync(Path fileOrFolder) throws IOException {
      AtomicFiles.sync(fileOrFolder);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(Path link, Path target) throws IOException {
      Files.createSymbolicLink(link, target);
    }

    @Override
    public void delete(Path path) throws IOException {
      Files.delete(path);
    }
  }
}
