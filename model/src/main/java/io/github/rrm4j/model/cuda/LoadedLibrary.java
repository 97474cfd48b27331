package io.github.rrm4j.model.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A native library that this process has loaded already, wherever from. */
final class LoadedLibrary {

  private LoadedLibrary() {}

  /**
   * Opens a library by the name of its file. Empty where it is not loaded, or where the system does
   * not list what is (only Linux does).
   *
   * @param prefix of the file's name, such as {@code libtorch_cpu.so}
   */
  static Optional<NativeLibrary> find(String prefix) {
    return LoadedLibraries.read().files().stream()
        .filter(file -> file.getFileName().toString().startsWith(prefix))
        .findFirst()
        .map(file -> NativeLibrary.getInstance(file.toString()));
  }

  /**
   * Functions of loaded libraries.
   *
   * @param symbols by library, and by the name that a function has here, the symbols that it may
   *     have; the first that is there is taken
   * @throws IllegalStateException naming what is not there
   */
  static Map<String, Function> functions(Map<String, Map<String, List<String>>> symbols) {
    Map<String, Function> functions = new HashMap<>();
    symbols.forEach(
        (library, its) -> {
          NativeLibrary loaded =
              find(library)
                  .orElseThrow(() -> new IllegalStateException(library + " is not loaded"));
          its.forEach((name, names) -> functions.put(name, first(loaded, names)));
        });
    return functions;
  }

  private static Function first(NativeLibrary library, List<String> names) {
    for (String name : names) {
      try {
        return library.getFunction(name);
      } catch (UnsatisfiedLinkError e) {
        continue; // of another version
      }
    }
    throw new IllegalStateException(
        library.getFile().getName() + " has no " + String.join(" or ", names));
  }
}
