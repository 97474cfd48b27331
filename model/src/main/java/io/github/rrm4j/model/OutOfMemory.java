package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/** How the engine says that memory is used up; it has no exception of its own for that. */
public final class OutOfMemory {

  /** Parts of messages of libtorch's allocators, of oneDNN and of the C++ library. */
  private static final List<String> SIGNS =
      List.of(
          "memory: you tried to allocate", // of the CPU: "can't allocate" or "not enough" before it
          "CUDA out of memory",
          "CUDA error: out of memory", // of the driver, outside of the allocator
          "CUDA driver error: out of memory",
          "c10::OutOfMemoryError",
          "CUBLAS_STATUS_ALLOC_FAILED", // workspaces, which these take by themselves
          "CUSOLVER_STATUS_ALLOC_FAILED",
          "CUDNN_STATUS_ALLOC_FAILED",
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

  /** Whether a message is that of a GPU whose memory is used up. */
  public static boolean onGpu(String message) {
    return SIGNS.stream()
        .filter(sign -> sign.contains("CU") || sign.startsWith("c10"))
        .anyMatch(message::contains);
  }

  /**
   * Gives back what the allocator of a GPU keeps though nothing is in it: after a failure it lies
   * in pieces that may be too small for what is tried next.
   */
  public static void release(Device device) {
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }
}
