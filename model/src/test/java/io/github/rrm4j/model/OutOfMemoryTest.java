package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutOfMemoryTest {

  /** 2^45 numbers are more than an address space has bytes for. */
  @Test
  void theEnginesOwnFailureIsKnown() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      EngineException failed =
          assertThrows(
              EngineException.class, () -> manager.ones(new Shape(1L << 30, 1L << 15)).close());
      assertTrue(OutOfMemory.caused(failed), failed.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 75018240 bytes. Error code 12 | true",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes. | true",
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB of which 1.02 GiB is free. | true",
        "c10::OutOfMemoryError: allocation failed | true",
        "CUDA error: out of memory CUDA kernel errors might be asynchronously reported at some other API call | true",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)` | true",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED | true",
        "CUDA error: an illegal memory access was encountered | false",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm` | false",
        "could not create a memory object | true",
        "std::bad_alloc | true",
        "The size of tensor a (3) must match the size of tensor b (4) | false",
      })
  void messages(String message, boolean memory) {
    assertEquals(memory, OutOfMemory.caused(new EngineException(message)));
  }
}
