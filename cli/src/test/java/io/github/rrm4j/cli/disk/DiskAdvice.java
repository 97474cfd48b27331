package io.github.rrm4j.cli.disk;

import io.github.rrm4j.cli.disk.DiskCalls.Kind;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is laid around the methods of the JDK that are the last above a system call on a file. */
final class DiskAdvice {

  private DiskAdvice() {}

  /** {@code UnixNativeDispatcher.open(path, flags, mode)}. */
  static final class Open {
    private Open() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.Argument(value = 0, typing = Assigner.Typing.DYNAMIC) Object path,
        @Advice.Argument(1) int flags)
        throws Exception {
      DiskCalls.opening(path, flags);
    }
  }

  /** {@code FileOutputStream.open(name, append)}. */
  static final class OpenStream {
    private OpenStream() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) String name) throws Exception {
      DiskCalls.calling(Kind.CREATE_STREAM, name);
    }
  }

  /** {@code RandomAccessFile.open(name, mode)}; mode 1 is reading alone. */
  static final class OpenRandom {
    private OpenRandom() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) String name, @Advice.Argument(1) int mode)
        throws Exception {
      if ((mode & 1) == 0) {
        DiskCalls.calling(Kind.CREATE_STREAM, name);
      }
    }
  }

  /** Removals, new folders, attributes: their kind is told by the name of the method. */
  static final class OnPath {
    private OnPath() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.Origin("#m") String method,
        @Advice.Argument(value = 0, typing = Assigner.Typing.DYNAMIC) Object path)
        throws Exception {
      Kind kind =
          switch (method) {
            case "unlink", "rmdir" -> Kind.REMOVE;
            case "mkdir" -> Kind.FOLDER;
            default -> Kind.ATTRIBUTE;
          };
      DiskCalls.calling(kind, path);
    }
  }

  /** Renames, links and copies: what they make is their second argument. */
  static final class OnTarget {
    private OnTarget() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.Origin("#m") String method,
        @Advice.Argument(value = 1, typing = Assigner.Typing.DYNAMIC) Object target)
        throws Exception {
      Kind kind =
          switch (method) {
            case "rename" -> Kind.RENAME;
            case "link", "symlink" -> Kind.LINK;
            default -> Kind.COPY;
          };
      DiskCalls.calling(kind, target);
    }
  }

  /** {@code copyFile(source, attributes, target, ...)}. */
  static final class Copy {
    private Copy() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 2, typing = Assigner.Typing.DYNAMIC) Object target)
        throws Exception {
      DiskCalls.calling(Kind.COPY, target);
    }
  }

  /**
   * {@code write}, {@code pwrite} and {@code writev} of a dispatcher: descriptor, address, length.
   */
  static final class Write {
    private Write() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.Argument(0) FileDescriptor open,
        @Advice.Argument(value = 2, readOnly = false) int length)
        throws Exception {
      length = (int) DiskCalls.calling(Kind.WRITE, open, length);
    }

    @Advice.OnMethodExit
    static void exit() {
      DiskCalls.written();
    }
  }

  /** {@code force} and {@code truncate} of a dispatcher. */
  static final class OnOpen {
    private OnOpen() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Origin("#m") String method, @Advice.Argument(0) FileDescriptor open)
        throws Exception {
      DiskCalls.calling(method.equals("force") ? Kind.SYNC : Kind.TRUNCATE, open, 0);
    }
  }

  /** {@code write(byte[], offset, length)} of a stream or a random access file. */
  static final class WritePart {
    private WritePart() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.FieldValue("fd") FileDescriptor open,
        @Advice.Argument(value = 2, readOnly = false) int length)
        throws Exception {
      length = (int) DiskCalls.calling(Kind.WRITE, open, length);
    }

    @Advice.OnMethodExit
    static void exit() {
      DiskCalls.written();
    }
  }

  /** {@code write(byte[])} and {@code write(int)} of a stream or a random access file. */
  static final class WriteWhole {
    private WriteWhole() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.FieldValue("fd") FileDescriptor open) throws Exception {
      DiskCalls.calling(Kind.WRITE, open, 1);
    }

    @Advice.OnMethodExit
    static void exit() {
      DiskCalls.written();
    }
  }

  /**
   * {@code UnixException.errorString()}: the JDK words the last error of the system, whatever
   * number it is asked for.
   */
  static final class Wording {
    private Wording() {}

    @Advice.OnMethodExit
    static void exit(
        @Advice.FieldValue("errno") int number, @Advice.Return(readOnly = false) String message) {
      message = DiskCalls.worded(number, message);
    }
  }
}
