import { availableParallelism } from 'node:os'
import type { ScriptStepOptions } from '../options.ts'
import { type CompiledInterpreter, compileInterpreter, openInterpreter } from './interpreter.ts'
import { WorkerPool } from './pool.ts'
import type { ScriptFile } from './protocol.ts'
import { checkSyntax, type SyntaxFault } from './syntax.ts'

/** Where scripts are checked and run. One for each plugin object; nothing is loaded or started before it is needed. */
export class Sandbox {
  readonly pool: WorkerPool
  #wasm: Promise<CompiledInterpreter> | undefined
  #holders = 0

  constructor({ workers, queue, idle }: ScriptStepOptions) {
    this.pool = new WorkerPool(() => this.#interpreter(), {
      size: workers ?? Math.min(4, Math.max(2, availableParallelism() - 1)),
      queue: queue ?? 1000,
      idle: idle ?? 30_000,
    })
  }

  /** What is wrong with the syntax of each file. */
  async check(files: readonly ScriptFile[]): Promise<readonly (SyntaxFault | undefined)[]> {
    const interpreter = await openInterpreter(await this.#interpreter())
    return files.map((file) => checkSyntax(interpreter, file))
  }

  /** Keeps the workers until the returned function is called; when nobody holds them any more, they are ended. */
  hold(): () => Promise<void> {
    this.#holders += 1
    return async () => {
      this.#holders -= 1
      if (this.#holders === 0) await this.pool.close()
    }
  }

  async #interpreter(): Promise<CompiledInterpreter> {
    this.#wasm ??= compileInterpreter()
    return this.#wasm
  }
}
