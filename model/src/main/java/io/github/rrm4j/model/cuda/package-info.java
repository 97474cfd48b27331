/**
 * What only a machine with an NVIDIA GPU has, called through JNA: the CUDA runtime's answers
 * ({@link io.github.rrm4j.model.cuda.CudaStatus}), and what libtorch offers in C++ alone, namely
 * recording a decoding step as a CUDA graph ({@link io.github.rrm4j.model.cuda.GraphRecorder},
 * {@link io.github.rrm4j.model.cuda.RecordedSteps}) and its switch for deterministic algorithms
 * ({@link io.github.rrm4j.model.cuda.DeterministicAlgorithms}).
 *
 * <p>Words: to record is to note a step's kernels without running them (CUDA: stream capture); a
 * recording is what can then be played again as often as wanted, for the price of one launch.
 */
package io.github.rrm4j.model.cuda;
