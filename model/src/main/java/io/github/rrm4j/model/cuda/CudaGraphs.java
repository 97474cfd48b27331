package io.github.rrm4j.model.cuda;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * CUDA graphs by libtorch's own class, so that the memory of a recorded step comes from a pool that
 * nothing else uses.
 *
 * <p>Source: ATen/cuda/CUDAGraph.h and c10/cuda/CUDAStream.h of libtorch 2.7.1 and 2.11. A C++
 * exception cannot cross JNA, it would end the process; so what may fail in a step fails in its
 * unrecorded runs or in the operators' own call, and a recording that broke off is ended by the
 * CUDA runtime, which returns error codes.
 */
final class CudaGraphs implements GraphRecorder {

  /** By library (the start of its file's name), what is called of it under which symbol. */
  static final Map<String, Map<String, List<String>>> SYMBOLS =
      Map.of(
          "libc10_cuda.so",
          Map.of(
              "use device", List.of("_ZN3c104cuda14ExchangeDeviceEa"),
              "new stream", List.of("_ZN3c104cuda17getStreamFromPoolEba"),
              "current stream", List.of("_ZN3c104cuda20getCurrentCUDAStreamEa"),
              "use stream", List.of("_ZN3c104cuda20setCurrentCUDAStreamENS0_10CUDAStreamE"),
              "runtime's stream", List.of("_ZNK3c104cuda10CUDAStream6streamEv"),
              "synchronize", List.of("_ZN3c104cuda18device_synchronizeEv")),
          "libtorch_cuda.so",
          Map.of(
              "new pool", List.of("_ZN2at4cuda17graph_pool_handleEv"),
              // of libtorch 2.7.1, and of newer ones, where it takes a flag
              "new graph", List.of("_ZN2at4cuda9CUDAGraphC1Ev", "_ZN2at4cuda9CUDAGraphC1Eb"),
              "begin",
                  List.of(
                      "_ZN2at4cuda9CUDAGraph13capture_beginESt4pairIyyE21cudaStreamCaptureMode"),
              "end", List.of("_ZN2at4cuda9CUDAGraph11capture_endEv"),
              "replay", List.of("_ZN2at4cuda9CUDAGraph6replayEv"),
              "delete graph", List.of("_ZN2at4cuda9CUDAGraphD1Ev")),
          "libcudart.so",
          Map.of("break off", List.of("cudaStreamEndCapture")));

  /** More than an object of the class takes in any version so far. */
  private static final long GRAPH_BYTES = 8192;

  /** cudaStreamCaptureModeThreadLocal: other threads may allocate meanwhile. */
  private static final int THREAD_LOCAL = 1;

  /** c10::cuda::CUDAStream. */
  @Structure.FieldOrder({"type", "index", "id"})
  public static class Stream extends Structure implements Structure.ByValue {
    public byte type;
    public byte index;
    public long id;
  }

  /** std::pair of two 64-bit numbers: c10::MempoolId_t. */
  @Structure.FieldOrder({"first", "second"})
  public static class Pool extends Structure implements Structure.ByValue {
    public long first;
    public long second;
  }

  private final Map<String, Function> functions;
  private final byte device;
  private final Stream side;
  private final Pool pool;

  private CudaGraphs(Map<String, Function> functions, int device) {
    this.functions = functions;
    this.device = (byte) device;
    byte highPriority = 0;
    this.side = (Stream) get("new stream", Stream.class, highPriority, this.device);
    this.pool = (Pool) get("new pool", Pool.class);
  }

  /**
   * Those of a device.
   *
   * @throws IllegalStateException if a library is not loaded, or lacks a symbol
   */
  static CudaGraphs open(int device) {
    return new CudaGraphs(LoadedLibrary.functions(SYMBOLS), device);
  }

  private Object get(String function, Class<?> type, Object... arguments) {
    return functions.get(function).invoke(type, arguments);
  }

  private void call(String function, Object... arguments) {
    functions.get(function).invokeVoid(arguments);
  }

  @Override
  public <T> T within(Supplier<T> work) {
    byte deviceBefore = (Byte) get("use device", byte.class, device);
    Stream streamBefore = (Stream) get("current stream", Stream.class, device);
    call("synchronize"); // streams do not wait for one another
    call("use stream", side);
    try {
      return work.get();
    } finally {
      call("synchronize");
      call("use stream", streamBefore);
      get("use device", byte.class, deviceBefore);
    }
  }

  @Override
  public Recording record(Runnable work) {
    Memory graph = new Memory(GRAPH_BYTES);
    graph.clear();
    call("new graph", graph, 0); // the older constructor ignores the flag
    call("begin", graph, pool.first, pool.second, THREAD_LOCAL);
    try {
      work.run();
    } catch (RuntimeException e) {
      breakOff();
      throw e;
    }
    call("end", graph);
    return new CudaGraph(graph);
  }

  /** Takes the stream out of a recording that failed. */
  private void breakOff() {
    Pointer stream = (Pointer) get("runtime's stream", Pointer.class, pointer(side));
    call("break off", stream, new PointerByReference());
  }

  /** Where a copy of a stream lies: a method's own object is passed by its address. */
  private static Pointer pointer(Stream stream) {
    Memory copy = new Memory(16);
    copy.setByte(0, stream.type);
    copy.setByte(1, stream.index);
    copy.setLong(8, stream.id);
    return copy;
  }

  /** A recorded graph. */
  private final class CudaGraph implements Recording {

    private final Memory graph;

    CudaGraph(Memory graph) {
      this.graph = graph;
    }

    @Override
    public void replay() {
      call("replay", graph);
    }

    @Override
    public void close() {
      call("delete graph", graph);
    }
  }
}
