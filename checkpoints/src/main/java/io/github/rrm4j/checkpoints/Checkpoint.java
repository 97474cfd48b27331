package io.github.rrm4j.checkpoints;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * A checkpoint whose files were found to be those of its manifest.
 *
 * @param step the training step after which it was saved
 * @param score higher is better; empty if the run was not evaluated at this step
 * @param files by name relative to the folder, the manifest not among them
 */
public record Checkpoint(
    Path folder, long step, OptionalDouble score, SortedMap<String, FileDigest> files) {}
