/** @import { QuickJSRuntime } from 'quickjs-emscripten-core' */

/** The interpreter asks once for so many loop rounds and calls. */
const POLLS = 10_000

/**
 * Interrupts the script when it has made more loop rounds and calls than it may. The script cannot catch that.
 *
 * @param {QuickJSRuntime} runtime
 * @param {number} limit
 * @returns {{ readonly exhausted: boolean }}
 */
export function budget(runtime, limit) {
  let spent = 0
  runtime.setInterruptHandler(() => (spent += POLLS) > limit)
  return {
    get exhausted() {
      return spent > limit
    },
  }
}
