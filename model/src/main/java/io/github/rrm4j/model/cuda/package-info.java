/** What only a machine with an NVIDIA GPU has. */
package io.github.rrm4j.model.cuda;
