/** @import { SandboxMessage } from '../src/sandbox/protocol.ts' */

/**
 * Sends lines of the console as they are written, until `limit` characters have gone.
 *
 * @param {number} limit
 * @param {(message: SandboxMessage) => void} send
 * @returns {(level: string, text: string) => void}
 */
export function consoleWriter(limit, send) {
  let left = limit
  return (level, text) => {
    if (left <= 0) return
    send({ kind: 'console', level, text: text.slice(0, left) })
    // A line costs something even when it is empty.
    left -= text.length + 1
    if (left <= 0) send({ kind: 'console', level: 'warn', text: `the rest is dropped: a run may write ${limit} characters` })
  }
}
