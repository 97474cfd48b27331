/**
 * The files of a model and of a run: what is read from others is checked before it is believed, and
 * what is written is whole or absent.
 *
 * <p>Words: a <i>tensor</i> is a name, an element type and a shape over bytes; a <i>weight file</i>
 * holds tensors (safetensors); a <i>model folder</i> is what Hugging Face calls a model; a
 * <i>checkpoint</i> is a model folder plus the state of the run at one step and a manifest of its
 * bytes; an <i>intact</i> checkpoint is one whose files are those of its manifest.
 *
 * <ul>
 *   <li>{@link io.github.rrm4j.checkpoints.Safetensors} reads a weight file through a memory map,
 *       {@link io.github.rrm4j.checkpoints.SafetensorsWriter} writes one, {@link
 *       io.github.rrm4j.checkpoints.WeightShards} as many as a large model needs.
 *   <li>{@link io.github.rrm4j.checkpoints.HuggingFaceFolder} finds the weights of a model folder,
 *       {@link io.github.rrm4j.checkpoints.PeftAdapter} describes a LoRA adapter in PEFT's terms.
 *   <li>{@link io.github.rrm4j.checkpoints.CheckpointStore} keeps the checkpoints of a run, so that
 *       a kill at any moment loses at most the one being written. Read this class first.
 * </ul>
 *
 * <p>This package knows nothing of tensors in memory or of the engine: bytes in, bytes out.
 */
package io.github.rrm4j.checkpoints;
