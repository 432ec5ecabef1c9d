import type { Build } from '../../build.ts'
import type { Io } from '../../io.ts'
import { writeLine } from '../../output.ts'
import { UsageError } from '../../usage-error.ts'
import { writeNewFile } from '../../write/new-file.ts'
import { writeSchemaBeside } from '../../write/schema-file.ts'
import { type Ask, withQuestions } from '../ask.ts'
import { namesOf } from '../names.ts'
import { type TemplateName, TEMPLATES } from './templates.ts'

export interface NewCapability {
  readonly name: string | undefined
  readonly template: TemplateName | undefined
  readonly baseUri: string | undefined
  readonly output: string | undefined
  readonly force: boolean
}

const NO_ADDRESS = 'https://api.example.com'

/** Writes a capability to begin with. What the command line leaves open is asked for when somebody sits at a terminal. */
export async function createCapability(io: Io, build: Build, wanted: NewCapability): Promise<void> {
  const problem = wanted.baseUri === undefined ? undefined : addressProblem(wanted.baseUri)
  if (problem !== undefined) throw new UsageError(`--base-uri: ${problem}`)
  const { name, template, baseUri } = await withQuestions(io, (ask) => complete(wanted, ask))
  const names = namesOf(name)
  const file = wanted.output ?? `${names.kebab}.yaml`
  await writeNewFile(io, file, TEMPLATES[template].text({ ...names, baseUri: baseUri.replace(/\/+$/, '') }), wanted.force)
  const schema = await writeSchemaBeside(io, build, file)
  await writeLine(io.stdout, file)
  await writeLine(io.stderr, `wrote ${file}: ${TEMPLATES[template].about}; next: naftiko run ${file}`)
  if (schema !== undefined) await writeLine(io.stderr, `wrote ${schema}: what editors complete and check documents by`)
}

interface Complete {
  readonly name: string
  readonly template: TemplateName
  readonly baseUri: string
}

async function complete(wanted: NewCapability, ask: Ask): Promise<Complete> {
  const name = wanted.name ?? (await ask({ text: 'Name of the capability', check: nameProblem }))
  if (name === undefined) throw new UsageError('name the capability: create capability <name>')
  const question = { text: `Templates:${choices()}\nTemplate`, fallback: 'proxy', check: templateProblem }
  // The check lets nothing else through.
  const template = wanted.template ?? ((await ask(question)) as TemplateName | undefined) ?? 'proxy'
  if (wanted.baseUri !== undefined || !TEMPLATES[template].consumes) return { name, template, baseUri: wanted.baseUri ?? NO_ADDRESS }
  const baseUri = await ask({ text: 'Address of the API', fallback: NO_ADDRESS, check: addressProblem })
  return { name, template, baseUri: baseUri ?? NO_ADDRESS }
}

function choices(): string {
  return Object.entries(TEMPLATES)
    .map(([name, { about }]) => `\n  ${name.padEnd(10)} ${about}`)
    .join('')
}

function nameProblem(answer: string): string | undefined {
  try {
    namesOf(answer)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function templateProblem(answer: string): string | undefined {
  return Object.hasOwn(TEMPLATES, answer) ? undefined : `it is one of ${Object.keys(TEMPLATES).join(', ')}`
}

function addressProblem(answer: string): string | undefined {
  return URL.canParse(answer) && /^https?:/i.test(answer) ? undefined : `an http or https URL is needed, not "${answer}"`
}
