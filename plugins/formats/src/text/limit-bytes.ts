/** Refuses text that would keep the process busy for too long: nothing else runs while it is parsed. */
export function limitBytes(bytes: Uint8Array, megabytes: number, what: string): void {
  if (bytes.length > megabytes * 1024 * 1024) throw new Error(`${what} of more than ${megabytes} MiB is not read`)
}
