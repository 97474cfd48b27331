package io.github.rrm4j.model;

import com.sun.jna.NativeLibrary;

/**
 * glibc's allocator, which holds the tensors of a CPU. {@code ./rrm} sets it up for small models;
 * what is best for a large one is known only when its folder has been read.
 */
final class Allocator {

  /**
   * Bytes up to which the memory of a freed tensor is kept for the next one. {@code ./rrm} gives
   * it, unless the user has chosen or the system has no huge pages, and memory is kept anyway.
   */
  private static final String KEPT = "rrm.malloc.kept";

  /** {@code M_MMAP_THRESHOLD} of glibc's {@code malloc.h}. */
  private static final int MMAP_THRESHOLD = -3;

  private Allocator() {}

  /**
   * Keeps the memory of large tensors from now on, for updates of a large model: there most of a
   * step's tensors lie between what small models keep and this, and to take each of them from the
   * system anew costs a tenth to a fifth of an update, while to keep them costs a few percent of
   * its memory.
   */
  static void keepLargeTensors() {
    Integer kept = Integer.getInteger(KEPT);
    if (kept == null) {
      return;
    }
    try {
      NativeLibrary.getProcess()
          .getFunction("mallopt")
          .invokeInt(new Object[] {MMAP_THRESHOLD, kept});
    } catch (LinkageError e) {
      return; // another libc, or no place for JNA's library: slower, not wrong
    }
  }
}
