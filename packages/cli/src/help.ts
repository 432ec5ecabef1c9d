import type { OptionSpec } from './args.ts'
import type { Command } from './command.ts'
import type { CatalogueEntry } from './commands/catalogue.ts'
import { table } from './report/table.ts'

/** What `naftiko --help` says. */
export function programHelp(commands: readonly CatalogueEntry[]): string {
  const rows = commands.map(({ name, operands, summary }) => [`${name} ${operands}`.trim(), summary])
  return `Runs naftiko capabilities: one YAML file declares which HTTP APIs it consumes and how it exposes them.

Usage: naftiko <command> [options]

Commands:
${table(rows, '  ')}

Options:
  -h, --help     show this help; naftiko <command> --help shows more
  -v, --version  show the version

Examples:
  naftiko run capabilities/openrouter.yaml
  naftiko validate capabilities/ --strict
  naftiko call capabilities/openrouter.yaml openrouter.listmodelendpoints author=openai slug=gpt-4o

Exit codes: 0 fine, 1 failed at run time, 2 the document is bad, 64 wrong usage, 130 interrupted.`
}

/** What `naftiko <command> --help` says. */
export function commandHelp({ name, operands, summary }: CatalogueEntry, { about, options, examples }: Command): string {
  const rows = [...Object.entries(options).map(([option, spec]) => optionRow(option, spec)), ['-h, --help', 'show this help']]
  const parts = [
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    `Usage: naftiko ${`${name} ${operands}`.trim()} [options]`,
    ...about,
    `Options:\n${table(rows, '  ')}`,
    `Examples:\n${table(examples, '  ')}`,
  ]
  return parts.join('\n\n')
}

function optionRow(name: string, spec: OptionSpec): readonly string[] {
  if (spec.kind === 'flag') return [`--${name}`, spec.about]
  const choices = spec.kind === 'text' && spec.choices !== undefined ? `: ${spec.choices.join(', ')}` : ''
  const fallback = spec.kind === 'text' && spec.default !== undefined ? ` (default ${spec.default})` : ''
  return [`--${name} ${spec.value}`, `${spec.about}${choices}${fallback}`]
}
