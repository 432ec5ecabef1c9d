import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { QuickJSSyncVariant, QuickJSWASMModule } from 'quickjs-emscripten-core'

/** The interpreter as compiled WebAssembly. It says nothing of itself: it is handed on, to threads as well. */
export interface CompiledInterpreter {
  readonly [Symbol.toStringTag]: string
}

/** The declarations of Node 20 leave WebAssembly out. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<CompiledInterpreter> }
}

const WASM = '@jitl/quickjs-wasmfile-release-sync/wasm'

/** Costs some milliseconds, once. */
export async function compileInterpreter(): Promise<CompiledInterpreter> {
  const file = createRequire(import.meta.url).resolve(WASM)
  return WebAssembly.compile(await readFile(file))
}

/** An interpreter in this thread. It checks the syntax of scripts; running them is for workers. */
export async function openInterpreter(wasm: CompiledInterpreter): Promise<QuickJSWASMModule> {
  const [variant, core] = await Promise.all([import('@jitl/quickjs-wasmfile-release-sync'), import('quickjs-emscripten-core')])
  // The declarations of the package describe its CommonJS half, in which the variant is one level deeper.
  const interpreter = variant.default as unknown as QuickJSSyncVariant
  return core.newQuickJSWASMModuleFromVariant(core.newVariant(interpreter, { wasmModule: wasm }))
}
