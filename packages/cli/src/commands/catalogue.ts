import type { Command } from '../command.ts'

/** A command, before anything of it is loaded. */
export interface CatalogueEntry {
  readonly name: string
  /** What follows the name, such as `<file> <operation>`. */
  readonly operands: string
  readonly summary: string
  load(): Promise<Command>
}

/** Every command, in the order of help. */
export const COMMANDS: readonly CatalogueEntry[] = [
  {
    name: 'run',
    operands: '<file|folder>...',
    summary: 'serve capabilities until a signal',
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'validate',
    operands: '<file|folder>...',
    summary: 'say what is wrong with documents, where, and what to do about it',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    name: 'call',
    operands: '<file> <operation> [name=value]...',
    summary: 'call one operation and print its result',
    load: async () => (await import('./call.ts')).call,
  },
  {
    name: 'inspect',
    operands: '<file>',
    summary: 'show what a capability consists of, and what calls what',
    load: async () => (await import('./inspect.ts')).inspect,
  },
  {
    name: 'create',
    operands: 'capability|plugin <name>',
    summary: 'write a new capability, or the package of a new plugin',
    load: async () => (await import('./create.ts')).create,
  },
  {
    name: 'import',
    operands: 'openapi|mcp <file|url>',
    summary: 'make a capability out of an OpenAPI or Swagger document, or of an MCP server',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'export',
    operands: 'openapi|skills <file>',
    summary: 'write the OpenAPI document or the skills of what a capability serves',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'schema',
    operands: '',
    summary: 'print the JSON Schema of a capability document',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    name: 'plugins',
    operands: '',
    summary: 'list the plugins of this build',
    load: async () => (await import('./plugins.ts')).plugins,
  },
  {
    name: 'completion',
    operands: 'bash|zsh|fish',
    summary: 'print a script that completes this command line in a shell',
    load: async () => (await import('./completion.ts')).completion,
  },
]
