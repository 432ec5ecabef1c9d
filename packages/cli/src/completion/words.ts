import { type CatalogueEntry, COMMANDS } from '../commands/catalogue.ts'

/** An option as a shell completes it. */
export interface OptionWords {
  readonly name: string
  readonly about: string
  readonly takesValue: boolean
  /** The values that it may have, where they are known. */
  readonly choices: readonly string[]
}

/** A command as a shell completes it. */
export interface CommandWords {
  readonly name: string
  readonly about: string
  /** What follows the name, where that is a word and no file. */
  readonly words: readonly string[]
  readonly options: readonly OptionWords[]
}

/** Every command with its options. Loads them all, which nothing else does. */
export function commandWords(): Promise<readonly CommandWords[]> {
  return Promise.all(COMMANDS.map(wordsOf))
}

async function wordsOf(entry: CatalogueEntry): Promise<CommandWords> {
  const { options } = await entry.load()
  const known = Object.entries(options).map(([name, spec]) => ({
    name,
    about: spec.about,
    takesValue: spec.kind !== 'flag',
    choices: spec.kind === 'text' ? (spec.choices ?? []) : [],
  }))
  const help = { name: 'help', about: 'show this help', takesValue: false, choices: [] }
  return { name: entry.name, about: entry.summary, words: operandWords(entry.operands), options: [...known, help] }
}

/** `capability|plugin <name>` begins with words; `<file>` stands for something else. */
function operandWords(operands: string): readonly string[] {
  const first = operands.split(' ')[0]!
  return first === '' || first.startsWith('<') ? [] : first.split('|')
}
