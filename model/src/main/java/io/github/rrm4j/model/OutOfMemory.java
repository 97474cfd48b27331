package io.github.rrm4j.model;

import ai.djl.engine.EngineException;
import java.util.List;

/** How the engine says that memory is used up; it has no exception of its own for that. */
public final class OutOfMemory {

  /** Parts of messages of libtorch's allocators, of oneDNN and of the C++ library. */
  private static final List<String> SIGNS =
      List.of(
          "memory: you tried to allocate", // of the CPU: "can't allocate" or "not enough" before it
          "CUDA out of memory",
          "could not create a memory object",
          "could not create a primitive", // oneDNN has no word of its own for its scratch memory
          "could not execute a primitive",
          "bad_alloc");

  private OutOfMemory() {}

  /** Whether it was an allocation that failed, on a CPU or on a GPU. */
  public static boolean caused(EngineException error) {
    String message = String.valueOf(error.getMessage());
    return SIGNS.stream().anyMatch(message::contains);
  }
}
