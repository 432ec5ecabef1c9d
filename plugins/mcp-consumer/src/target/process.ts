import { type CompileContext, emptyObject, pointerTo, type Template } from '@naftiko/plugin-api'
import type { McpConsumesEntry } from '../entry/entry.ts'
import { type Place, type Target, unusable } from './place.ts'

/**
 * Compiles `command`, `args`, `env` and `cwd`. They see variables only, and there is no shell: what a caller sends is
 * never a part of what is run.
 */
export async function compileProcess(entry: McpConsumesEntry & { readonly command: string }, context: CompileContext): Promise<Target> {
  const { namespace } = entry
  const command = context.template(entry.command, '/command')
  const args = (entry.args ?? []).map((text, index) => context.template(String(text), pointerTo('/args', index)))
  const env = Object.entries(entry.env ?? {}).map(
    ([name, value]) => [name, context.template(value === null ? `{{env.${name}}}` : String(value), pointerTo('/env', name))] as const,
  )
  const cwd = await folderOf(entry, context)
  return (variables): Place => {
    const render = (template: Template): string | undefined => template.render({ input: {}, variables })
    const [program, ...rest] = [command, ...args].map(render)
    if (program === undefined || rest.includes(undefined)) {
      const names = [command, ...args]
        .filter((one) => render(one) === undefined)
        .flatMap(({ references }) => references.map(({ name }) => name))
      return unusable(namespace, `its command needs ${names.join(', ')}, which has no value`, 'NAFTIKO_MCP_SERVER')
    }
    if (program.trim() === '') return unusable(namespace, 'its command is empty', 'NAFTIKO_MCP_SERVER')
    const environment = emptyObject<string>()
    for (const [name, template] of env) {
      const value = render(template)
      // What has no value is left out, as it is everywhere.
      if (value !== undefined) environment[name] = value
    }
    return { kind: 'stdio', command: program, args: rest as string[], env: environment, cwd, name: entry.command }
  }
}

/** Relative arguments, such as the script of the server, are meant to lie beside the document. */
async function folderOf({ cwd }: McpConsumesEntry, context: CompileContext): Promise<string | undefined> {
  try {
    const { path, kind } = await context.locate(cwd ?? '.')
    if (kind === 'folder') return path
    if (cwd !== undefined) reportFolder(`there is no folder "${cwd}"`, context)
    return cwd === undefined ? undefined : path
  } catch (error) {
    if (cwd !== undefined) reportFolder(error instanceof Error ? error.message : String(error), context)
    return undefined
  }
}

function reportFolder(message: string, context: CompileContext): void {
  const hint = 'mend the path; it is relative to the document'
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_MCP_SERVER',
    message: `${message}, so the server cannot start in it`,
    hint,
    at: '/cwd',
  })
}
