package io.github.rrm4j.model;

import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the tensors of some files are those that a model needs; all that is wrong, at once. */
final class TensorFit {

  private static final Set<DType> READABLE = EnumSet.of(DType.F32, DType.F16, DType.BF16);
  private static final int MOST_NAMED = 20;

  private final Map<String, long[]> wanted;
  private final Set<String> ignored = new HashSet<>();
  private final Set<String> missing;
  private final List<String> problems = new ArrayList<>();
  private int found;

  /**
   * @param wanted the shape of each tensor by its name
   */
  TensorFit(Map<String, long[]> wanted) {
    this.wanted = wanted;
    this.missing = new TreeSet<>(wanted.keySet());
  }

  /** A tensor that is not needed may still be there. */
  void ignore(String name) {
    ignored.add(name);
  }

  void add(TensorInfo tensor) {
    long[] shape = wanted.get(tensor.name());
    missing.remove(tensor.name());
    if (shape == null) {
      if (!ignored.contains(tensor.name())) {
        problems.add("unexpected tensor " + OneLine.quoted(tensor.name()));
      }
    } else if (!Arrays.equals(shape, tensor.shape())) {
      problems.add(
          Text.format(
              "'%s' has shape %s, must be %s",
              tensor.name(), Arrays.toString(tensor.shape()), Arrays.toString(shape)));
    } else if (!READABLE.contains(tensor.dtype())) {
      problems.add(
          Text.format("'%s' is %s, must be one of %s", tensor.name(), tensor.dtype(), READABLE));
    } else {
      found++;
    }
  }

  /**
   * @param what is wanted, for the message
   * @throws InvalidInput naming what does not fit
   */
  void require(Path place, String what) {
    missing.forEach(name -> problems.add("missing tensor '" + name + "'"));
    if (!problems.isEmpty()) {
      String named = String.join("; ", problems.subList(0, Math.min(problems.size(), MOST_NAMED)));
      int more = problems.size() - MOST_NAMED;
      throw InvalidInput.of(
          "%s: %s%s (found %d of the %d %s); use files of this model",
          place, named, more > 0 ? "; and " + more + " more" : "", found, wanted.size(), what);
    }
  }
}
