import type { QuickJSWASMModule } from 'quickjs-emscripten-core'
import type { ScriptFile } from './protocol.ts'

export interface SyntaxFault {
  readonly message: string
  readonly line: number
  readonly column?: number
}

/** Parses a script without running it. */
export function checkSyntax(interpreter: QuickJSWASMModule, file: ScriptFile): SyntaxFault | undefined {
  try {
    return parse(interpreter, file)
  } catch {
    // The parser ran out of stack before it could say so.
    return { message: 'it is nested too deeply', line: 1 }
  }
}

function parse(interpreter: QuickJSWASMModule, { name, source }: ScriptFile): SyntaxFault | undefined {
  using runtime = interpreter.newRuntime()
  runtime.setMemoryLimit(256 * 1024 * 1024)
  using context = runtime.newContext()
  using outcome = context.evalCode(source, name, { type: 'global', compileOnly: true })
  return outcome.error === undefined ? undefined : faultOf(context.dump(outcome.error) as ThrownSyntax)
}

interface ThrownSyntax {
  readonly message?: unknown
  readonly lineNumber?: unknown
  readonly stack?: unknown
}

function faultOf(thrown: ThrownSyntax): SyntaxFault {
  const column = /:\d+:(\d+)\)?\s*$/m.exec(String(thrown.stack ?? ''))?.[1]
  return {
    message: String(thrown.message ?? 'it cannot be parsed'),
    line: typeof thrown.lineNumber === 'number' ? thrown.lineNumber : 1,
    ...(column === undefined ? {} : { column: Number(column) }),
  }
}
