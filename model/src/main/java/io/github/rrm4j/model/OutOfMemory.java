package io.github.rrm4j.model;

import ai.djl.engine.EngineException;

/** How the engine says that memory is used up; it has no exception of its own for that. */
public final class OutOfMemory {

  private OutOfMemory() {}

  /** Whether it was an allocation that failed, on a CPU or on a GPU. */
  public static boolean caused(EngineException error) {
    String message = String.valueOf(error.getMessage());
    return message.contains("not enough memory: you tried to allocate")
        || message.contains("CUDA out of memory")
        || message.contains("could not create a memory object")
        || message.contains("bad_alloc");
  }
}
