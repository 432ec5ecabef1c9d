/** What one skill may have at most, so that a location such as `/` does not keep the engine busy. */
export const LIMITS = {
  files: 5000,
  depth: 32,
  /** Bytes of one file: 64 MiB. */
  fileBytes: 67_108_864,
  /** Bytes of an archive, before compression: 512 MiB. */
  archiveBytes: 536_870_912,
} as const
