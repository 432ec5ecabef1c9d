import type { LinkContext } from '@naftiko/plugin-api'
import type { IconEntry } from '../entry/icon.ts'
import type { PromptArgumentEntry, PromptEntry, PromptMessageEntry } from '../entry/prompt-entry.ts'
import type { JsonValue } from '@naftiko/plugin-api'
import { readPromptArguments } from './arguments.ts'
import { blockMessage, fileMessage, locationIn, type MakeMessage, type PromptFile, type PromptMessage, textMessage } from './message.ts'
import { placeholdersIn } from './placeholders.ts'

/** A prompt as clients see it in `prompts/list`. */
export interface PromptDefinition {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly icons?: readonly IconEntry[]
  readonly arguments?: readonly object[]
}

export interface Prompt {
  readonly definition: PromptDefinition
  /** The values that arguments can have, where the document says. */
  readonly choices: ReadonlyMap<string, readonly string[]>
  /** Rejects only with a `ProtocolError`. */
  get(given: JsonValue | undefined): Promise<{ readonly description?: string; readonly messages: readonly PromptMessage[] }>
}

/** Compiles one prompt. */
export async function compilePrompt(entry: PromptEntry, at: string, context: LinkContext, limit: number): Promise<Prompt> {
  const declared = entry.arguments ?? []
  const messages = await new PromptCompiler(declared, context, limit).messages(entry, at)
  const description = entry.description === undefined ? {} : { description: entry.description }
  return {
    definition: definitionOf(entry, declared),
    choices: new Map(declared.flatMap((one) => (one.enum === undefined ? [] : [[one.name, one.enum.map(String)] as const]))),
    get: async (given) => {
      const values = readPromptArguments(declared, given)
      return { ...description, messages: await Promise.all(messages.map((make) => make(values))) }
    },
  }
}

function definitionOf(entry: PromptEntry, declared: readonly PromptArgumentEntry[]): PromptDefinition {
  return {
    name: entry.name!,
    ...(entry.label === undefined ? {} : { title: entry.label }),
    ...(entry.description === undefined ? {} : { description: entry.description }),
    ...(entry.icons === undefined ? {} : { icons: entry.icons }),
    ...(declared.length === 0 ? {} : { arguments: declared.map(argumentOf) }),
  }
}

function argumentOf({ name, label, description, required, default: otherwise }: PromptArgumentEntry): object {
  return {
    name,
    ...(label === undefined ? {} : { title: label }),
    ...(description === undefined ? {} : { description }),
    required: (required ?? true) && otherwise === undefined,
  }
}

class PromptCompiler {
  readonly #names: ReadonlySet<string>
  readonly #context: LinkContext
  readonly #limit: number

  constructor(declared: readonly PromptArgumentEntry[], context: LinkContext, limit: number) {
    this.#names = new Set(declared.map(({ name }) => name))
    this.#context = context
    this.#limit = limit
  }

  async messages(entry: PromptEntry, at: string): Promise<readonly MakeMessage[]> {
    if (entry.location !== undefined) return this.#fromFile(entry.location, `${at}/location`)
    const { template } = entry
    if (template === undefined || template.length === 0) {
      const hint = 'add "template" with messages, or "location" with a file'
      this.#context.report({
        severity: 'warning',
        code: 'NAFTIKO_PROMPT_EMPTY',
        message: `the prompt "${entry.name}" says nothing`,
        hint,
        at,
      })
      return []
    }
    if (typeof template === 'string') return [await this.#message({ content: template }, `${at}/template`, '')]
    return Promise.all(template.map((message, index) => this.#message(message, `${at}/template/${index}`, '/content')))
  }

  async #fromFile(location: string, at: string): Promise<readonly MakeMessage[]> {
    const file = await this.#file(location, at)
    if (file === undefined) return []
    // It is read again for every client; now it is only looked at, so that its author hears what is wrong with it.
    const text = await this.#context.read(location).then(
      (bytes) => Buffer.from(bytes).toString('utf8'),
      () => '',
    )
    this.#reportUnknown(text, at)
    return [fileMessage(file)]
  }

  async #message(message: PromptMessageEntry, at: string, below: string): Promise<MakeMessage> {
    this.#reportUnknown(message.content, at + below)
    const location = locationIn(message.content)
    const file = location === undefined ? undefined : await this.#file(location, at + below)
    return file === undefined ? textMessage(message) : blockMessage(message, file)
  }

  async #file(location: string, at: string): Promise<PromptFile | undefined> {
    const report = (message: string): undefined =>
      void this.#context.report({ severity: 'warning', code: 'NAFTIKO_PROMPT_LOCATION', message, at })
    try {
      const { path, kind } = await this.#context.locate(location)
      if (kind !== 'file') report(`there is no file at "${location}", so the prompt fails until there is one`)
      return { location, path, limit: this.#limit }
    } catch (error) {
      return report(error instanceof Error ? error.message : String(error))
    }
  }

  #reportUnknown(content: JsonValue, at: string): void {
    for (const name of new Set(placeholdersIn(content)))
      if (!this.#names.has(name))
        this.#context.report({
          severity: 'warning',
          code: 'NAFTIKO_PROMPT_PLACEHOLDER',
          message: `"{{${name}}}" is no argument of the prompt, so it stays as it is`,
          hint: this.#names.size === 0 ? 'declare it in "arguments"' : `its arguments are ${[...this.#names].join(', ')}`,
          at,
        })
  }
}
