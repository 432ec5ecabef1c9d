import type { Output } from './io.ts'

const guarded = new WeakSet<Output>()

/** Whoever reads our output may leave at any time (`naftiko schema | head`): that ends the output, not the process. */
export function guardOutput(output: Output): void {
  if (guarded.has(output)) return
  guarded.add(output)
  output.on('error', () => {})
}

/** Writes, and resolves when it is written: to `false` when nobody reads any more. Never rejects. */
export function write(output: Output, data: string | Uint8Array): Promise<boolean> {
  if (output.destroyed || output.writableEnded) return Promise.resolve(false)
  return new Promise((resolve) => {
    output.write(data, (error) => resolve(error === null || error === undefined))
  })
}

/** Writes one line of text. */
export function writeLine(output: Output, line: string): Promise<boolean> {
  return write(output, `${line}\n`)
}

/** Writes a value as JSON: indented for people, on one line for programs. */
export function writeJson(output: Output, value: unknown): Promise<boolean> {
  return writeLine(output, JSON.stringify(value, undefined, output.isTTY === true ? 2 : undefined))
}
