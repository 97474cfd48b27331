package io.github.rrm4j.model;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.util.Utils;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.model.cuda.LoadedLibraries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The native libraries that DJL extracts from its jars into a cache, checked before they are
 * loaded: a library that was cut off, by a full disk or a kill, would end the process.
 *
 * <p>Source: DJL 0.35.1, {@code ai.djl.pytorch.jni.LibUtils} and {@code
 * ai.djl.huggingface.tokenizers.jni.LibUtils} for the places, {@code ai.djl.util.Utils} for the
 * cache: ENGINE_CACHE_DIR, else DJL_CACHE_DIR, else ~/.djl.ai. Libraries that PYTORCH_LIBRARY_PATH
 * names are the user's own.
 */
public final class NativeLibraries {

  private static final String REMEDY = "; set DJL_CACHE_DIR to another folder";
  private static boolean tokenizers;
  private static boolean engine;

  private NativeLibraries() {}

  /**
   * Makes sure that PyTorch can be loaded, and loads it.
   *
   * @throws InvalidInput if the cache cannot be written or forbids execution
   */
  public static synchronized void engine() {
    if (engine) {
      return;
    }
    String given = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH");
    if (given == null) {
      check("pytorch", Utils.getEngineCacheDir("pytorch"));
    }
    try {
      Engine.getEngine("PyTorch");
    } catch (EngineException | LinkageError e) {
      throw given == null ? unloadable(Utils.getEngineCacheDir("pytorch"), e) : unfit(given, e);
    }
    LoadedLibraries.read().requireOneLibtorch();
    engine = true;
  }

  /** The same for the tokenizers. */
  static synchronized void tokenizers() {
    if (!tokenizers) {
      check("tokenizers", Utils.getEngineCacheDir("tokenizers"));
      tokenizers = true;
    }
  }

  /** The complaint that what is there cannot be loaded. */
  static InvalidInput unloadable(Path cache, Throwable e) {
    return new InvalidInput(
        cache
            + ": native libraries cannot be loaded: "
            + OneLine.ofCause(e)
            + "; delete the folder, or set DJL_CACHE_DIR to another",
        e);
  }

  /** The complaint that a libtorch of the user's cannot be loaded. */
  static InvalidInput unfit(String given, Throwable e) {
    return new InvalidInput(
        "PYTORCH_LIBRARY_PATH is "
            + given
            + ": its libtorch cannot be loaded: "
            + OneLine.ofCause(e)
            + "; take one of version 2.7.1, with its CUDA libraries on LD_LIBRARY_PATH (docs/gpu.md)",
        e);
  }

  /** Removes what is not whole from a cache, so that DJL extracts it anew. */
  static void check(String name, Path cache) {
    String properties = "native/lib/" + name + ".properties";
    URL source = NativeLibraries.class.getClassLoader().getResource(properties);
    if (source == null) {
      return; // not in this build: DJL looks for it elsewhere
    }
    try {
      Properties described = new Properties();
      try (InputStream in = source.openStream()) {
        described.load(in);
      }
      Map<Path, URL> libraries = libraries(name, cache, described);
      List<Path> missing = new ArrayList<>();
      long bytes = 0;
      for (Map.Entry<Path, URL> library : libraries.entrySet()) {
        long size = library.getValue().openConnection().getContentLengthLong();
        Path file = library.getKey();
        if (!Files.isRegularFile(file) || Files.size(file) != size) {
          missing.add(file);
          bytes += size;
        }
      }
      if (!missing.isEmpty() || libraries.isEmpty()) {
        requireWritable(cache, bytes);
        clear(missing);
      }
      requireExecutable(cache, REMEDY);
    } catch (IOException e) {
      throw new InvalidInput(cache + ": cannot be read: " + OneLine.of(e) + REMEDY, e);
    }
  }

  /** Where each library is extracted to, and from. */
  private static Map<Path, URL> libraries(String name, Path cache, Properties described)
      throws IOException {
    ClassLoader loader = NativeLibraries.class.getClassLoader();
    String version = described.getProperty("version", "");
    Map<Path, URL> libraries = new LinkedHashMap<>();
    if (name.equals("pytorch")) {
      String flavor = described.getProperty("flavor");
      String classifier = described.getProperty("classifier");
      Path folder = cache.resolve(version + "-" + flavor + "-" + classifier);
      for (String library : described.getProperty("libraries").split(",")) {
        put(
            libraries,
            folder.resolve(library),
            loader.getResource("pytorch/" + flavor + "/" + classifier + "/" + library));
      }
      String jni = System.mapLibraryName("djl_torch");
      put(
          libraries,
          folder.resolve(Engine.getDjlVersion() + "-" + jni),
          loader.getResource("jnilib/" + classifier + "/" + flavor + "/" + jni));
      return libraries;
    }
    if (Files.isDirectory(cache)) {
      try (Stream<Path> folders = Files.list(cache)) {
        for (Path folder :
            folders.filter(each -> each.getFileName().toString().startsWith(version)).toList()) {
          String[] parts =
              folder.getFileName().toString().substring(version.length()).split("-", 3);
          String library = System.mapLibraryName("tokenizers");
          if (parts.length == 3) {
            put(
                libraries,
                folder.resolve(library),
                loader.getResource("native/lib/" + parts[2] + "/" + parts[1] + "/" + library));
          }
        }
      }
    }
    return libraries;
  }

  private static void put(Map<Path, URL> libraries, Path file, URL resource) {
    if (resource != null) {
      libraries.put(file, resource);
    }
  }

  private static void requireWritable(Path cache, long bytes) {
    try {
      Files.createDirectories(cache);
      Files.delete(Files.createTempFile(cache, "rrm", ".tmp"));
    } catch (IOException e) {
      throw new InvalidInput(
          cache + ": cannot be written, native libraries must be extracted there" + REMEDY, e);
    }
    try {
      long free = Files.getFileStore(cache).getUsableSpace();
      if (free < bytes) {
        throw new InvalidInput(
            cache
                + ": has "
                + free
                + " bytes free, native libraries need "
                + bytes
                + "; make room, or set DJL_CACHE_DIR to another folder");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** DJL extracts a folder as a whole where its place is free, and its own library by itself. */
  private static void clear(List<Path> missing) throws IOException {
    for (Path file : missing) {
      if (Files.exists(file)) {
        Notices.say(file, List.of("is not whole; it is extracted anew"));
      }
      boolean own = file.getFileName().toString().startsWith(Engine.getDjlVersion());
      Folders.delete(own ? file : file.getParent());
    }
  }

  /**
   * Refuses a folder of libraries on a file system that is mounted without execution.
   *
   * @param remedy the end of the message
   */
  static void requireExecutable(Path folder, String remedy) {
    Path mounts = Path.of("/proc/self/mounts");
    try {
      Path real = folder.toRealPath();
      String options = "";
      int depth = -1;
      for (String line :
          Files.isReadable(mounts) ? Files.readAllLines(mounts) : List.<String>of()) {
        String[] fields = line.split(" ");
        if (fields.length < 4) {
          continue;
        }
        Path point = Path.of(fields[1].replace("\\040", " "));
        if (real.startsWith(point) && point.getNameCount() >= depth) {
          depth = point.getNameCount();
          options = fields[3];
        }
      }
      if (List.of(options.split(",")).contains("noexec")) {
        throw new InvalidInput(
            folder + ": is mounted noexec, native libraries cannot be loaded from it" + remedy);
      }
    } catch (IOException e) {
      throw new InvalidInput(folder + ": cannot be read: " + OneLine.of(e) + remedy, e);
    }
  }
}
