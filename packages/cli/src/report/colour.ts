import type { Io, Output } from '../io.ts'

/** Marks text for a terminal, or leaves it alone. */
export interface Paint {
  red(text: string): string
  yellow(text: string): string
  blue(text: string): string
  green(text: string): string
  bold(text: string): string
  dim(text: string): string
}

const plain = (text: string): string => text

const NO_PAINT: Paint = { red: plain, yellow: plain, blue: plain, green: plain, bold: plain, dim: plain }

const code =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001B[${on}m${text}\u001B[${off}m`

const ANSI: Paint = {
  red: code(31, 39),
  yellow: code(33, 39),
  blue: code(34, 39),
  green: code(32, 39),
  bold: code(1, 22),
  dim: code(2, 22),
}

/** Colour only where a person reads, and did not object (https://no-color.org). */
export function paintFor(output: Output, env: Io['env']): Paint {
  const objected = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== ''
  return output.isTTY === true && !objected ? ANSI : NO_PAINT
}
