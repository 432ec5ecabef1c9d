import { openEngine } from '../build.ts'
import { type Command, defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { exportOpenapi } from '../export/openapi.ts'
import { exportSkills } from '../export/skills.ts'
import { pathFrom } from '../io.ts'
import { PLUGIN, STRICT } from '../shared-options.ts'
import { UsageError } from '../usage-error.ts'
import { FORCE, OUTPUT } from '../write/result.ts'
import { loadOne } from './load-one.ts'

/** `naftiko export`. */
export const exportCommand: Command = defineCommand({
  about: [
    'openapi: OpenAPI 3.1, the same that GET /openapi.json answers while the capability runs.',
    'skills: a folder for each skill in the Agent Skills format, with SKILL.md and its files. What is there already stays, and then nothing is written.',
    'Nothing is started; no variable and no network is needed.',
  ],
  options: {
    exposer: { kind: 'text', value: '<namespace>', about: 'which exposer, where the document has several' },
    format: { kind: 'text', value: '<format>', choices: ['json', 'yaml'], default: 'json', about: 'how to write it' },
    output: OUTPUT,
    out: { kind: 'text', value: '<folder>', about: 'skills: the folder that gets a folder for each skill' },
    force: FORCE,
    plugin: PLUGIN,
    strict: STRICT,
  },
  examples: [
    ['naftiko export openapi a.yaml > openapi.json', 'for generators of clients and documentation'],
    ['naftiko export openapi a.yaml --exposer books-rest --format yaml', 'of one exposer, as YAML'],
    ['naftiko export skills a.yaml --out .claude/skills', 'for agents that read skills from a folder'],
  ],
  run: async ({ options, operands, context: { io, build } }) => {
    const { kind, file } = wishOf(operands)
    const engine = await openEngine({ io, build, plugins: options.plugin })
    const capability = await loadOne(engine, io, pathFrom(io, file), { strict: options.strict })
    if (capability === undefined) return EXIT.badDocument
    if (kind === 'openapi') await exportOpenapi(io, capability, options)
    else await exportSkills(io, capability, { ...options, out: options.out ?? options.output })
    return EXIT.fine
  },
})

const KINDS = ['openapi', 'skills'] as const

interface Wish {
  readonly kind: (typeof KINDS)[number]
  readonly file: string
}

function wishOf(operands: readonly string[]): Wish {
  const [word, file, ...more] = operands
  const kind = KINDS.find((one) => one === word)
  if (kind === undefined)
    throw new UsageError(
      `${word === undefined ? 'say what' : `"${word}" cannot be exported`}; what can be is: ${KINDS.map((one) => `export ${one} <file>`).join(', ')}`,
    )
  if (file === undefined || more.length > 0) throw new UsageError('name one capability document')
  return { kind, file }
}
