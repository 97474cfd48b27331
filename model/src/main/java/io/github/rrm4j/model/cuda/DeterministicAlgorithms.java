package io.github.rrm4j.model.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libtorch's switch for deterministic algorithms, which has no operator of its own. Flash
 * attention's backward pass on CUDA adds with atomics unless it is on. It is turned on only around
 * what needs it, since it makes writes by index slower.
 *
 * <p>Source: {@code at::Context::setDeterministicAlgorithms}; PyTorch's torch.
 * use_deterministic_algorithms(True) calls it.
 */
public final class DeterministicAlgorithms {

  /** What cuBLAS must be told before the process starts so that its products are repeatable. */
  private static final String WORKSPACE = "CUBLAS_WORKSPACE_CONFIG";

  private static final Set<String> REPEATABLE = Set.of(":4096:8", ":16:8");

  private static final Logger LOG = LoggerFactory.getLogger(DeterministicAlgorithms.class);

  private static boolean searched;
  private static Optional<DeterministicAlgorithms> found = Optional.empty();

  private final Pointer context;
  private final Function set;
  private final Function isSet;

  private DeterministicAlgorithms(NativeLibrary libtorch) {
    context = libtorch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    set = libtorch.getFunction("_ZN2at7Context26setDeterministicAlgorithmsEbb");
    isSet = libtorch.getFunction("_ZNK2at7Context23deterministicAlgorithmsEv");
    // else it fills each new tensor with NaN
    libtorch
        .getFunction("_ZN2at7Context39setDeterministicFillUninitializedMemoryEb")
        .invokeVoid(new Object[] {context, (byte) 0});
  }

  /**
   * The switch of the loaded libtorch; empty, with a line in the log, where it cannot be had.
   *
   * @param workspace the value of CUBLAS_WORKSPACE_CONFIG in this process's environment
   */
  static Optional<DeterministicAlgorithms> find(String workspace) {
    if (!REPEATABLE.contains(String.valueOf(workspace))) {
      LOG.warn(
          "{} is {}, must be :4096:8 or :16:8 when the process starts, as ./rrm sets it; two runs of one seed may differ on this GPU",
          WORKSPACE,
          workspace == null ? "not set" : workspace);
      return Optional.empty();
    }
    try {
      Optional<NativeLibrary> libtorch = LoadedLibrary.find("libtorch_cpu.so");
      if (libtorch.isPresent()) {
        return Optional.of(new DeterministicAlgorithms(libtorch.get()));
      }
      LOG.warn("libtorch_cpu.so was not found; two runs of one seed may differ on this GPU");
    } catch (LinkageError e) {
      LOG.warn("{}; two runs of one seed may differ on this GPU", e.getMessage());
    }
    return Optional.empty();
  }

  /** The switch, as the environment of this process allows it; looked for once. */
  public static synchronized Optional<DeterministicAlgorithms> find() {
    if (!searched) {
      searched = true;
      found = find(System.getenv(WORKSPACE));
    }
    return found;
  }

  /** Computes something with the switch on. */
  public <T> T during(Supplier<T> work) {
    set(true);
    try {
      return work.get();
    } finally {
      set(false);
    }
  }

  private void set(boolean on) {
    byte warnOnly = 0;
    set.invokeVoid(new Object[] {context, (byte) (on ? 1 : 0), warnOnly});
  }

  /** Whether it is on. */
  boolean on() {
    return ((byte) isSet.invokeInt(new Object[] {context})) != 0;
  }
}
