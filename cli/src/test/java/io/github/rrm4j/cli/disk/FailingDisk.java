package io.github.rrm4j.cli.disk;

import io.github.rrm4j.cli.disk.DiskCalls.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The disk below one folder: it counts the calls that change it, and may fail at one of them.
 *
 * <p>In place of a kill, the call and every later one throw {@link Killed}: the folder is then left
 * as a kill at that moment leaves it, for nothing can be tidied up.
 */
public final class FailingDisk implements DiskCalls.Observer, AutoCloseable {

  /** Thrown by each call of a process that is as good as dead. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** What happens at the chosen call. */
  public enum Fault {
    NONE(0, ""),
    /** The process ends before the call. */
    KILL(0, ""),
    /** The process ends before the call, in earnest. */
    HALT(0, ""),
    /** The process ends when half of a write is done. */
    TORN(0, ""),
    /** The disk is full, from this call on. */
    NO_SPACE(28, "No space left on device"),
    /** This call fails, and no other; of a folder each try, for the JDK makes a second one. */
    IO_ERROR(5, "Input/output error"),
    /** No file can be opened, from this call on. */
    TOO_MANY_FILES(24, "Too many open files");

    private final int number;
    private final String message;

    Fault(int number, String message) {
      this.number = number;
      this.message = message;
    }

    /** What the system says. */
    public String message() {
      return message;
    }

    private boolean strikes(Kind kind, Path file) {
      boolean there = NEW_NAMES.contains(kind) && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
      return switch (this) {
        case NONE -> false;
        case KILL, HALT, TORN -> kind != Kind.READ;
        case IO_ERROR -> !(kind == Kind.FOLDER && there); // it is told that it exists
        case NO_SPACE -> NEED_SPACE.contains(kind) && !there;
        case TOO_MANY_FILES -> OPENS.contains(kind);
      };
    }
  }

  private static final Set<Kind> NEED_SPACE =
      EnumSet.of(
          Kind.CREATE,
          Kind.CREATE_STREAM,
          Kind.WRITE,
          Kind.SYNC,
          Kind.RENAME,
          Kind.FOLDER,
          Kind.LINK,
          Kind.COPY);
  private static final Set<Kind> NEW_NAMES =
      EnumSet.of(Kind.CREATE, Kind.CREATE_STREAM, Kind.FOLDER);
  private static final Set<Kind> OPENS =
      EnumSet.of(Kind.CREATE, Kind.CREATE_STREAM, Kind.OPEN, Kind.READ);

  private final Path folder;
  private final Fault fault;
  private final int at;
  private final List<String> calls = new ArrayList<>();
  private final ThreadLocal<Boolean> torn = ThreadLocal.withInitial(() -> false);
  private String struck = "";

  /**
   * Observes from now on.
   *
   * @param at number of the call from which on the fault strikes, from 0
   */
  public FailingDisk(Path folder, Fault fault, int at) {
    this.folder = folder.toAbsolutePath();
    this.fault = fault;
    this.at = at;
    DiskCalls.observe(this);
  }

  /** The calls that were asked for: what each does, and the file below the folder. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** The call that failed first; empty if none did. */
  public synchronized String struck() {
    return struck;
  }

  @Override
  public synchronized long before(Kind kind, Path file, long length) throws Exception {
    if (!file.startsWith(folder)) {
      return length;
    }
    String call = kind + " " + folder.relativize(file);
    boolean counts = kind != Kind.READ;
    int number = counts ? calls.size() : calls.size() - 1;
    if (counts) {
      calls.add(call);
    }
    boolean again = !struck.isEmpty();
    boolean over = again && fault == Fault.IO_ERROR && !(kind == Kind.FOLDER && isStruck(call));
    if (number < at || !fault.strikes(kind, file) || over) {
      return length;
    }
    if (!again) {
      struck = call + " (" + number + ")";
      if (fault == Fault.TORN && kind == Kind.WRITE && length > 1) {
        torn.set(true);
        return length / 2;
      }
    }
    if (fault == Fault.HALT) {
      Runtime.getRuntime().halt(137);
    }
    if (fault == Fault.KILL || fault == Fault.TORN) {
      throw new Killed();
    }
    throw refusal(kind, file);
  }

  private boolean isStruck(String call) {
    return struck.startsWith(call + " (");
  }

  @Override
  public void written() {
    if (torn.get()) {
      torn.remove();
      throw new Killed();
    }
  }

  /** What the JDK's own method would throw. */
  private Exception refusal(Kind kind, Path file) throws ReflectiveOperationException {
    return switch (kind) {
      case WRITE, SYNC, TRUNCATE -> new IOException(fault.message);
      case CREATE_STREAM -> new FileNotFoundException(file + " (" + fault.message + ")");
      default -> DiskCalls.refusal(fault.number);
    };
  }

  @Override
  public String worded(int error, String message) {
    return Arrays.stream(Fault.values())
        .filter(known -> known.number > 0 && known.number == error)
        .map(Fault::message)
        .findFirst()
        .orElse(message);
  }

  @Override
  public void close() {
    DiskCalls.observe(null);
  }
}
