package io.github.rrm4j.contracts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that only grows, as a stream without a buffer whose errors name it. */
public final class AppendedFile extends OutputStream {

  private final Path file;
  private final OutputStream out;

  /**
   * Opens a file, which is made where it is missing.
   *
   * @throws IOException if it cannot be written
   */
  public AppendedFile(Path file) throws IOException {
    this.file = file;
    this.out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw DiskError.at(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
