package io.github.rrm4j.cli.disk;

import java.io.FileDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the JDK's methods that end in a system call on a file report, once {@link InstrumentedJdk}
 * has rewritten them. The boot class loader loads this class, so it uses java.base alone.
 */
public final class DiskCalls {

  /** What a call does to the disk. */
  public enum Kind {
    /** Opens a file for writing that is there. */
    OPEN,
    /** Opens a file for writing that is made where it is missing. */
    CREATE,
    /** The same, by a stream or a random access file. */
    CREATE_STREAM,
    WRITE,
    SYNC,
    TRUNCATE,
    RENAME,
    REMOVE,
    FOLDER,
    LINK,
    COPY,
    ATTRIBUTE,
    /** Opens a file or a folder for reading. */
    READ
  }

  /** Sees each call before it is made, and may refuse it. */
  public interface Observer {

    /**
     * @param length what is to be written, in bytes or buffers; 0 for a call of another kind
     * @return how much of it is written
     * @throws Exception that the call is to fail with
     */
    long before(Kind kind, Path file, long length) throws Exception;

    /** A write was made, perhaps of less than was wanted. */
    void written();

    /** What the system says of an error; the message as it is for one that is not known. */
    String worded(int error, String message);
  }

  private static final int WRITE_ONLY_OR_BOTH = 3;
  private static final int CREATES = 0100;

  private static volatile Observer observer;
  private static Field number;
  private static Constructor<?> unixException;

  private DiskCalls() {}

  /** Reads the private parts of java.base that the calls need; it must be open to this class. */
  public static void prepare() throws ReflectiveOperationException {
    number = FileDescriptor.class.getDeclaredField("fd");
    number.setAccessible(true);
    unixException = Class.forName("sun.nio.fs.UnixException").getDeclaredConstructor(int.class);
    unixException.setAccessible(true);
  }

  /** From now on calls are reported to the observer; null ends it. */
  public static void observe(Observer next) {
    observer = next;
  }

  /** What {@code sun.nio.fs} throws for an error number of the system. */
  public static Exception refusal(int error) throws ReflectiveOperationException {
    return (Exception) unixException.newInstance(error);
  }

  /** An open with the flags of {@code open(2)} on Linux. */
  public static void opening(Object path, int flags) throws Exception {
    boolean writes = (flags & WRITE_ONLY_OR_BOTH) != 0;
    Kind kind = (flags & CREATES) != 0 ? Kind.CREATE : writes ? Kind.OPEN : Kind.READ;
    calling(kind, path);
  }

  /** A call that names its file. */
  public static void calling(Kind kind, Object path) throws Exception {
    Observer now = observer;
    if (now != null) {
      now.before(kind, Path.of(path.toString()).toAbsolutePath(), 0);
    }
  }

  /**
   * A call on an open file.
   *
   * @return how much is written of what was to be
   */
  public static long calling(Kind kind, FileDescriptor open, long length) throws Exception {
    Observer now = observer;
    if (now == null) {
      return length;
    }
    Path link = Path.of("/proc/self/fd/" + number.getInt(open));
    return Files.isSymbolicLink(link)
        ? now.before(kind, Files.readSymbolicLink(link), length)
        : length;
  }

  /** What the system says of an error. */
  public static String worded(int error, String message) {
    Observer now = observer;
    return now == null ? message : now.worded(error, message);
  }

  /** A write has ended. */
  public static void written() {
    Observer now = observer;
    if (now != null) {
      now.written();
    }
  }
}
